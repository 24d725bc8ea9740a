"""Spanish words that are put for each other, a group a line; see `retrieval.languages.kin_en`."""

KIN = """
    comprar adquirir compra comprador obtener
    vender venta vendedor exportar
    arma armamento fusil municiones
    guerra conflicto batalla combate hostilidades
    ejército tropas soldados fuerzas militar
    atacar ataque asalto ofensiva bombardeo
    matar asesinar muerte homicidio
    morir muerte fallecer murió falleció muerto
    nacer nacimiento nació natal
    empezar comenzar iniciar comienzo inicio emprender
    acabar terminar finalizar fin final concluir cesar
    hacer crear producir construir fabricar elaborar
    construir edificar erigir levantar construcción
    fundar establecer fundador crear fundación
    grande enorme tamaño amplio
    pequeño diminuto menor reducido
    aumentar crecer subir incremento crecimiento aumento
    disminuir bajar caer descenso reducir reducción
    viaje viajar visita gira recorrido
    salir partir abandonar marcharse
    llegar alcanzar llegada
    reunirse encuentro cumbre reunión
    hablar decir mencionar afirmar declarar
    escribir autor escritor obra escrito
    libro novela obra volumen
    película filme cine
    canción tema sencillo
    jugar partido juego
    ganar victoria vencer derrotar ganador triunfo
    perder derrota pérdida
    mostrar exhibir exponer demostrar
    ayudar ayuda asistir apoyo asistencia
    usar utilizar emplear uso empleo
    necesitar requerir necesario deber
    querer desear buscar pretender
    objetivo meta propósito fin
    intentar tratar esfuerzo
    recibir obtener conseguir lograr
    dar proporcionar ofrecer suministrar otorgar conceder
    encontrar descubrir hallar descubrimiento
    llamar nombre denominar conocer apodo
    tipo clase forma variedad género
    parte sección porción componente
    lugar sitio ubicación zona
    área región zona territorio distrito
    país nación estado
    ciudad pueblo municipio localidad
    calle avenida carretera
    casa hogar vivienda residencia
    vivir residir habitar habitante
    población habitantes personas
    niño hijo hija niños
    esposa marido esposo casarse matrimonio
    jefe líder director dirigente
    rey monarca soberano
    gobierno administración autoridades régimen
    ley legislación norma
    tribunal juez corte
    acuerdo tratado pacto convenio
    oponerse rechazar contra
    apoyar respaldar favor
    criticar condenar culpar
    pensar creer considerar opinión
    miedo temor preocupación
    problema dificultad cuestión
    razón causa motivo porque
    causar provocar producir
    resultado consecuencia efecto
    efecto impacto influencia
    cambiar modificar alterar transformar cambio
    mejorar mejora perfeccionar
    importante principal significativo clave
    famoso conocido célebre
    antiguo viejo
    nuevo reciente moderno
    rápido veloz velocidad
    precio coste costo costar valor
    dinero fondos moneda
    pagar salario sueldo pago
    rico riqueza
    pobre pobreza
    trabajo empleo ocupación profesión
    empresa compañía corporación negocio
    comercio intercambio
    fábrica planta
    comida alimento comer
    médico doctor
    enfermedad dolencia
    medicamento fármaco medicina droga
    escuela colegio academia
    enseñar instruir maestro profesor docente
    aprender estudiar alumno estudiante
    estudio investigación investigar examinar
    científico investigador
    inventar inventor invento idear
    idea concepto noción teoría
    método manera modo técnica proceso
    permitir dejar autorizar
    impedir prohibir evitar
    elegir seleccionar escoger elección
    grupo conjunto equipo organización
    miembro pertenecer parte
    incluir contener comprender constar
    dividir separar
    unir conectar enlazar
    cerca próximo cercano
    frontera límite
    barco buque navío
    coche automóvil vehículo
    tren ferrocarril
    periódico revista diario
    religión fe iglesia creencia
    pintura pintor cuadro
    jugador deportista futbolista
    año anual
    época período era
    primero inicial temprano
    último final
    anterior previo ex
    frecuente habitual usualmente
    cantidad número total
    varios muchos numerosos
    mitad medio
    norte septentrional
    sur meridional
    este oriental oriente
    oeste occidental occidente
    fuego incendio llama
    calor caliente temperatura
    energía electricidad potencia
    petróleo crudo
    suelo tierra
    solar sol
    inglés inglaterra británico
    alemán alemania
    francés francia
    ruso rusia
    chino china
    japonés japón
    estadounidense americano
    europeo europa
"""
