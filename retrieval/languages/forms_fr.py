"""French words whose forms the stemmer leaves apart: irregular verbs, plurals in -x, a few adjectives.

A group a line, the infinitive or singular first: "Quand est-elle née ?" is answered with "naquit".
"""

FORMS = """
    écrire écrit écrite écrits écrites écrivit écrivent écrivirent
    décrire décrit décrite décrits décrites décrivit décrivent
    inscrire inscrit inscrite inscrits inscrites inscrivent
    mourir meurt mourut meurent moururent mort morte morts mortes
    naître naît naquit naissent naquirent né née nés nées
    vivre vivent vécut vécu vécurent
    survivre survécut survécu survivent
    prendre prend prit pris prise prises prennent prirent
    apprendre apprend apprit appris apprise apprises apprennent
    comprendre comprend comprit comprennent
    reprendre reprend reprit repris reprise reprises reprennent
    entreprendre entreprend entreprit entrepris
    surprendre surprend surprit surpris surprise surprises
    mettre met mit mis mise mises mettent mirent
    permettre permet permit permis permise permises permettent permirent
    promettre promet promit promis promettent
    admettre admet admit admis admise admises admettent
    commettre commet commit commis commise commises commettent
    soumettre soumet soumit soumis soumise soumises
    transmettre transmet transmit transmis transmise transmises
    remettre remet remit remis
    venir vient vint venu venue venus venues viennent vinrent
    devenir devient devint devenu devenue devenus devenues deviennent devinrent
    revenir revient revint revenu revenue revenus revenues reviennent revinrent
    parvenir parvient parvint parvenu parviennent parvinrent
    intervenir intervient intervint intervenu
    tenir tient tint tenu tiennent tinrent
    obtenir obtient obtint obtenu obtenue obtenus obtenues obtiennent obtinrent
    contenir contient contint contenu contenue contenus contenues contiennent
    maintenir maintient maintint maintenu maintenue maintenus maintenues maintiennent
    soutenir soutient soutint soutenu soutenue soutenus soutenues soutiennent
    appartenir appartient appartint appartenu appartiennent
    détenir détient détint détenu détenue détenus détenues détiennent
    voir voient virent vu vus
    savoir sait sut su savent
    faire fit firent faite faites
    dire dit dite dirent disent
    interdire interdit interdite interdits interdites interdisent
    lire lut lisent lu lue lus
    élire élit élut élu élue élus élues élurent élisent
    conduire conduit conduisit conduisent
    produire produisit produisent produisirent produite produites
    construire construit construite construits construites construisit construisent
    détruire détruit détruite détruits détruites détruisit détruisent
    réduire réduit réduite réduits réduites réduisit réduisent
    introduire introduit introduite introduits introduites introduisit introduisent
    traduire traduit traduite traduits traduites traduisit traduisent
    recevoir reçoit reçut reçu reçue reçus reçues reçoivent reçurent
    concevoir conçoit conçut conçu conçue conçus conçues conçoivent
    percevoir perçoit perçut perçu perçue perçus perçues perçoivent
    découvrir découvert découverte découverts découvertes
    ouvrir ouvert ouverte ouverts ouvertes
    offrir offrit offert offerte offerts offertes
    couvrir couvert couverte couverts couvertes
    souffrir souffert
    vaincre vainquit vaincu vaincue vaincus vaincues vainquirent
    convaincre convainquit convaincu convaincue convaincus convaincues
    perdre perd perdit perdu perdue perdus perdues perdent perdirent
    rendre rend rendit rendu rendue rendus rendues rendent rendirent
    vendre vend vendit vendu vendue vendus vendues vendent
    défendre défend défendit défendu défendue défendus défendues défendent
    étendre étend étendit étendu étendue étendus étendues étendent
    attendre attend attendit attendu attendue attendus attendues attendent
    entendre entend entendit entendu entendue entendus entendues entendent
    descendre descend descendit descendu descendue descendus descendues descendent
    répondre répond répondit répondu répondent
    battre battit battu battue battus battues battent battirent
    combattre combat combattit combattu combattue combattus combattues combattent combats
    suivre suit suivit suivi suivie suivis suivies suivent suivirent
    poursuivre poursuit poursuivit poursuivi poursuivie poursuivis poursuivies poursuivent
    rejoindre rejoint rejointe rejoints rejointes rejoignit rejoignent rejoignirent
    peindre peint peinte peints peintes peignit peignent
    atteindre atteint atteints atteignit atteignent
    contraindre contraint contrainte contraints contraintes contraignit
    acquérir acquiert acquit acquis acquise acquises acquièrent
    conquérir conquiert conquit conquis conquise conquises
    parcourir parcourt parcourut parcouru parcourue parcourus parcourues
    croire croit crut croient
    boire boit bu boivent
    connaître connaît connut connu connue connus connues connaissent
    reconnaître reconnaît reconnut reconnu reconnue reconnus reconnues reconnaissent
    apparaître apparaît apparut apparu apparue apparus apparues apparaissent apparurent
    disparaître disparaît disparut disparu disparue disparus disparues disparaissent
    paraître paraît parut paru parue parus parues paraissent
    servir sert servent
    sentir sentent
    dormir dort dorment
    fuir fuit fui fuient fuirent
    rompre rompt rompit rompu
    résoudre résout résolut résolu résolue résolus résolues résolvent
    aller va vont alla allé iront
    envoyer envoient enverra
    payer paient
    employer emploient
    vouloir veut veulent voulut voulu
    valoir vaut valent valut valu
    appeler appellent
    jeter jettent
    mener mènent
    acheter achètent
    œil yeux
    ciel cieux
    travail travaux
    roi rois
    feu feux
    lieu lieux
    monsieur messieurs
    jeu jeux
    dieu dieux
    loi lois
    emploi emplois
    vieux vieil vieille vieilles
    blanc blanche blanches
    grec grecque grecques
    turc turque turques
    public publique publiques
    long longue longues
"""
