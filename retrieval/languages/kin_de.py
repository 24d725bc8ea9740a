"""German words that are put for each other, a group a line; see `retrieval.languages.kin_en`."""

KIN = """
    kaufen erwerben kauf käufer
    verkaufen verkauf verkäufer
    waffe rüstung munition
    krieg konflikt schlacht kampf gefecht
    armee heer truppen soldaten streitkräfte militär
    angriff angreifen überfall offensive
    töten ermorden mord
    sterben tod gestorben starb tot
    geboren geburt
    beginnen anfangen beginn anfang starten
    enden beenden ende schluss abschließen
    machen schaffen herstellen produzieren erzeugen
    bauen errichten bau erbaut
    gründen gründer gründung gegründet
    groß riesig größe
    klein gering
    steigen wachsen zunehmen anstieg wachstum
    sinken fallen abnehmen rückgang
    reise reisen besuch fahrt
    verlassen abreisen
    ankommen erreichen ankunft
    treffen gespräche gipfel
    sprechen sagen erwähnen erklären
    schreiben autor schriftsteller verfasser
    buch roman werk band
    film kino
    lied song stück
    spielen spiel partie
    gewinnen sieg siegen sieger
    verlieren niederlage verlust
    zeigen ausstellen vorführen
    helfen hilfe unterstützung unterstützen
    nutzen verwenden gebrauchen benutzen einsatz
    brauchen benötigen nötig
    wollen wünschen anstreben
    ziel zweck absicht
    versuchen versuch bemühen
    bekommen erhalten
    geben liefern gewähren bieten
    finden entdecken entdeckung
    nennen name bezeichnen heißen
    art typ sorte form
    teil abschnitt bestandteil
    ort stelle platz
    gebiet region zone bezirk
    land staat nation
    stadt gemeinde ort
    straße weg
    haus wohnung heim
    leben wohnen einwohner
    bevölkerung einwohner menschen
    kind sohn tochter
    frau gattin ehefrau mann ehemann heiraten
    chef leiter führer direktor
    könig monarch herrscher
    regierung verwaltung behörden
    gesetz recht gesetzgebung
    gericht richter
    abkommen vertrag vereinbarung pakt
    ablehnen gegen widersprechen
    kritisieren verurteilen
    denken glauben meinung
    angst furcht sorge
    problem schwierigkeit
    grund ursache weil
    verursachen bewirken auslösen
    ergebnis folge resultat
    wirkung einfluss auswirkung
    ändern verändern wandel änderung
    verbessern verbesserung
    wichtig bedeutend hauptsächlich wesentlich
    berühmt bekannt
    alt antik
    neu modern
    schnell geschwindigkeit
    preis kosten wert
    geld mittel währung
    zahlen gehalt lohn
    reich reichtum
    arm armut
    arbeit beruf beschäftigung
    firma unternehmen konzern
    handel geschäft
    fabrik werk
    essen nahrung speise
    arzt doktor mediziner
    krankheit erkrankung
    medikament arznei
    schule akademie
    lehren unterrichten lehrer
    lernen studieren schüler student
    forschung untersuchung studie
    wissenschaftler forscher
    erfinden erfinder erfindung
    idee begriff theorie
    methode weise verfahren
    erlauben gestatten
    verbieten verhindern verbot
    wählen auswählen wahl
    gruppe mannschaft verein organisation
    mitglied angehören
    enthalten umfassen bestehen
    teilen trennen
    verbinden verbindung
    nahe benachbart
    grenze rand
    schiff boot
    flugzeug maschine
    auto wagen fahrzeug
    zug bahn eisenbahn
    zeitung zeitschrift
    religion glaube kirche
    gemälde maler bild
    spieler sportler
    jahr jährlich
    zeit epoche ära
    erste früh
    letzte spät
    ehemalig früher
    oft häufig
    zahl anzahl menge
    norden nördlich
    süden südlich
    osten östlich
    westen westlich
    feuer brand flamme
    wärme hitze temperatur
    energie strom
    sonne solar
"""
