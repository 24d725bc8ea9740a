"""Spanish words whose forms the stemmer leaves apart: verbs that change within, irregular participles.

A group a line, the infinitive or singular first, or a form whose stem is no other word's: "¿Quién escribió
el libro?" is answered with "escrito".
"""

FORMS = """
    morir murió murieron muere mueren muriendo muerto muerta muertos muertas muerte muertes
    hacer hizo hicieron hecho hecha hechas
    poner puso pusieron
    proponer propuso propusieron propuesto propuesta propuestos propuestas
    componer compuso compusieron compuesto compuesta compuestos compuestas
    imponer impuso impusieron
    oponer opuso opusieron
    exponer expuso expusieron expuesto expuesta expuestos expuestas
    disponer dispuso dispusieron dispuesto dispuesta dispuestos dispuestas
    suponer supuso supusieron
    venir vinieron viene vienen viniendo
    tener tuvo tuvieron tiene tienen tendrá
    obtener obtuvo obtuvieron obtiene obtienen
    mantener mantuvo mantuvieron mantiene mantienen
    contener contuvo contiene contienen
    detener detuvo detuvieron detiene
    sostener sostuvo sostuvieron sostiene sostienen
    retener retuvo retiene
    querer quiso quisieron quiere quieren
    saber supo supieron
    traer trajo trajeron
    atraer atrajo atrajeron
    conducir condujo condujeron
    producir produjo produjeron
    reducir redujo redujeron
    introducir introdujo introdujeron
    traducir tradujo tradujeron
    andar anduvo anduvieron
    dar dio dieron
    ver vio vieron visto vistos
    prever previsto prevista previstos previstas
    escribir escrito escrita escritos escritas
    describir descrito descrita descritos descritas
    inscribir inscrito inscrita inscritos inscritas
    abrir abrió abrieron abre abierto abierta abiertos abiertas
    cubrir cubierto cubierta cubiertos cubiertas
    descubrir descubierto descubierta descubiertos descubiertas
    romper roto
    volver vuelve vuelven vuelto
    devolver devuelve devuelto devuelta devueltos devueltas
    resolver resuelve resuelto resuelta resueltos resueltas
    disolver disuelve disuelto disuelta disueltos disueltas
    satisfacer satisfizo satisfecho satisfecha satisfechos satisfechas
    imprimir impreso impresa impresos impresas
    elegir eligió eligieron elige eligen electo electa electos electas
    dormir durmió durmieron duerme duermen
    pedir pidió pidieron pide piden
    impedir impidió impidieron impide impiden
    servir sirvió sirvieron sirve sirven
    seguir siguió siguieron sigue siguen
    conseguir consiguió consiguieron consigue consiguen
    perseguir persiguió persiguieron persigue
    vestir vistió vistieron viste visten
    repetir repitió repitieron repite
    medir midió mide miden
    competir compitió compitieron compite compiten
    despedir despidió despidieron despide
    convertir convirtió convirtieron convierte convierten
    preferir prefirió prefiere prefieren
    referir refirió refiere refieren
    sugerir sugirió sugirieron sugiere sugieren
    herir hirió hirieron hiere
    sentir sintió sintieron siente sienten
    advertir advirtió advirtieron advierte
    invertir invirtió invirtieron invierte
    adquirir adquiere adquieren
    requerir requirió requiere requieren
    transferir transfirió transfiere transfirieron
    caer cayó cayeron cae caen
    leer leyó leyeron leen
    oír oyó oyeron oye
    huir huyó huyeron huye
    poseer poseyó posee
    empezar empieza empiezan
    comenzar comienza comienzan comienzo comienzos
    pensar piensa piensan
    cerrar cierra cierran cierre cierres
    perder pierde pierden
    defender defiende defienden
    extender extiende extienden
    entender entiende entienden
    atravesar atraviesa atraviesan
    recomendar recomienda recomiendan
    negar niega niegan
    encontrar encuentra encuentran
    mostrar muestran
    demostrar demuestra demuestran
    contar cuentan
    jugar juega juegan juego juegos
    mover mueve mueven
    probar prueban
    aprobar aprueba aprueban
    voz voces
    vez veces
    juez jueces
    luz luces
    pez peces
    cruz cruces
    raíz raíces
    actriz actrices
    lápiz lápices
    reproducir reprodujo
    dijo decir dijeron dice dicen dicho decía decían diciendo dirá
    creyó creer creyeron creen cree creía creían creído
    vuela volar voló volaron
    recuerda recordar recordó recordaron recordado
    despertar despierta
    colgar cuelga
    confesar confiesa
    calentar calienta
"""
