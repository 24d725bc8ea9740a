"""German words whose forms the stemmer leaves apart: strong verbs, past participles, foreign plurals.

A group a line, the infinitive or singular first, or a form whose stem is no other word's; written in lower
case with "ss" for "ß", as case folding has it.  "Wann starb er?" is answered with "gestorben".
"""

FORMS = """
    schreiben schreibt schrieb schrieben geschrieben geschriebene geschriebenen geschriebener geschriebenes
    beschreiben beschreibt beschrieb beschrieben beschriebene beschriebenen beschriebener beschriebenes
    sprechen spricht sprach sprachen gesprochen gesprochene gesprochenen gesprochener gesprochenes
    sterben stirbt starb starben gestorben gestorbene gestorbenen gestorbener gestorbenes
    finden fand fanden gefunden gefundene gefundenen gefundener gefundenes
    erfinden erfand erfanden erfunden erfundene erfundenen erfundener erfundenes
    geben gab gaben gegeben gegebene gegebenen gegebener gegebenes
    nehmen nimmt nahm nahmen genommen genommene genommenen genommener genommenes
    übernehmen übernimmt übernahm übernahmen übernommen übernommene übernommenen übernommener übernommenes
    kommen kommt kam kamen gekommen
    bekommen bekommt bekam bekamen
    gehen geht ging gingen gegangen
    stehen steht standen gestanden
    entstehen entsteht entstand entstanden entstandene entstandenen entstandener entstandenes
    bestehen besteht bestand bestanden
    verstehen versteht verstand verstanden
    liegen liegt lag lagen gelegen gelegene gelegenen gelegener gelegenes
    sehen sieht sah sahen gesehen
    trinken trinkt trank tranken getrunken
    helfen hilft half halfen geholfen
    werfen wirft warf warfen geworfen
    treffen trifft traf trafen getroffen getroffene getroffenen getroffener getroffenes
    brechen bricht brach brachen gebrochen gebrochene gebrochenen gebrochener gebrochenes
    beginnen beginnt begann begannen begonnen begonnene begonnenen begonnener begonnenes
    gewinnen gewinnt gewann gewannen gewonnen gewonnene gewonnenen gewonnener gewonnenes
    singen singt sang sangen gesungen gesungene gesungenen gesungener gesungenes
    sinken sinkt sank sanken gesunken gesunkene gesunkenen gesunkener gesunkenes
    springen springt sprang sprangen gesprungen
    zwingen zwingt zwang zwangen gezwungen gezwungene gezwungenen gezwungener gezwungenes
    ziehen zieht zog zogen gezogen gezogene gezogenen gezogener gezogenes
    beziehen bezieht bezog bezogen
    fliegen fliegt flog flogen geflogen
    fliehen flieht floh flohen geflohen geflohene geflohenen geflohener geflohenes
    bieten bot geboten gebotene gebotenen gebotener gebotenes
    verbieten verbot verboten verbotene verbotenen verbotener verbotenes
    verlieren verliert verlor verloren verlorene verlorenen verlorener verlorenes
    schliessen schliesst schlossen geschlossen geschlossene geschlossenen geschlossener geschlossenes
    beschliessen beschliesst beschloss beschlossen beschlossene beschlossenen beschlossener beschlossenes
    schiessen schiesst schoss schossen geschossen
    bleiben bleibt blieb blieben geblieben gebliebene gebliebenen gebliebener gebliebenes
    steigen steigt stieg stiegen gestiegen gestiegene gestiegenen gestiegener gestiegenes
    erscheinen erscheint erschien erschienen
    treiben treibt trieb trieben getrieben getriebene getriebenen getriebener getriebenes
    entscheiden entschied entschieden entschiedene entschiedenen entschiedener entschiedenes
    unterscheiden unterschied unterschieden
    streiten stritt stritten gestritten
    lassen lässt liess liessen gelassen gelassene gelassenen gelassener gelassenes
    verlassen verlässt verliess verliessen
    halten hielt hielten gehalten
    erhalten erhielt erhielten
    enthalten enthielt enthielten
    fiel fällt gefallen gefallene gefallenen gefallener gefallenes
    laufen läuft lief liefen gelaufen
    rufen ruft rief riefen gerufen gerufene gerufenen gerufener gerufenes
    heissen heisst hiess hiessen geheissen
    schlafen schläft schlief schliefen geschlafen
    fangen fängt fing fingen gefangen gefangene gefangenen gefangener gefangenes
    schlagen schlägt schlug schlugen geschlagen geschlagene geschlagenen geschlagener geschlagenes
    tragen trägt trug trugen getragen getragene getragenen getragener getragenes
    fahren fährt fuhr fuhren gefahren gefahrene gefahrenen gefahrener gefahrenes
    erfahren erfährt erfuhr erfuhren
    wachsen wächst wuchs wuchsen gewachsen gewachsene gewachsenen gewachsener gewachsenes
    schaffen schafft schuf schufen geschaffen geschaffene geschaffenen geschaffener geschaffenes
    treten tritt trat traten getreten
    vertreten vertritt vertrat vertraten
    bitten bat baten gebeten
    sitzen sitzt sass sassen gesessen
    besitzen besitzt besass besassen besessen
    heben hebt hob hoben gehoben gehobene gehobenen gehobener gehobenes
    erheben erhebt erhob erhoben
    bringen bringt brachte brachten gebracht gebrachte gebrachten gebrachter gebrachtes
    denken denkt dachte dachten gedacht
    kennen kennt kannte kannten gekannt
    nennen nennt nannte nannten genannt genannte genannten genannter genanntes
    brennen brennt brannte brannten gebrannt
    senden sandte sandten gesendet
    leben lebt lebte lebten gelebt
    machen macht machte machten gemacht
    spielen spielt spielte spielten gespielt gespielte gespielten gespielter gespieltes
    kaufen kauft kaufte kauften gekauft gekaufte gekauften gekaufter gekauftes
    bauen baute bauten gebaut gebaute gebauten gebauter gebautes
    gründete gegründet gegründete gegründeten gegründeter gegründetes
    führen führt führte führten geführt geführte geführten geführter geführtes
    wählen wählt wählte wählten gewählt gewählte gewählten gewählter gewähltes
    zeigen zeigt zeigte zeigten gezeigt gezeigte gezeigten gezeigter gezeigtes
    töten getötet getötete getöteten getöteter getötetes
    heiraten geheiratet
    arbeiten gearbeitet
    lernen lernt lernte lernten gelernt
    kämpfen kämpft kämpfte kämpften gekämpft
    glauben glaubt glaubte glaubten geglaubt
    fragen fragt fragte fragten gefragt
    nutzen nutzt nutzte nutzten genutzt genutzte genutzten genutzter genutztes
    suchen sucht suchte suchten gesucht gesuchte gesuchten gesuchter gesuchtes
    erreichen erreicht erreichte erreichten
    entdecken entdeckt entdeckte entdeckten
    entwickeln entwickelt entwickelte entwickelten
    veröffentlichen veröffentlicht veröffentlichte veröffentlichten
    verkaufen verkauft verkaufte verkauften
    zerstören zerstört zerstörte zerstörten
    besuchen besucht besuchte besuchten
    museum museen
    firma firmen
    thema themen
    zentrum zentren
    sagte gesagt
    liest lesen lasen gelesen gelesene gelesenen gelesener gelesenes
    befinden befand befanden
    gelten gilt galt galten
    verschwinden verschwand verschwanden verschwunden verschwundene verschwundenen verschwundener
    gelingen gelingt gelang gelungen
    ernennen ernennt ernannte ernannten ernannt ernannter ernanntes
    betragen beträgt betrug betrugen
    stadion stadien
    ministerium ministerien
    album alben
    virus viren
    gremium gremien
"""
