"""French words that are put for each other, a group a line; see `retrieval.languages.kin_en`."""

KIN = """
    acheter acquérir achat acheteur
    vendre vente vendeur
    arme armement munitions
    guerre conflit bataille combat
    armée troupes soldats forces militaire
    attaquer attaque assaut offensive
    tuer assassiner meurtre
    mourir mort décès décéder
    naître naissance né
    commencer débuter début commencement lancer
    finir terminer fin achever cesser
    faire créer produire fabriquer
    construire bâtir ériger construction
    fonder établir fondateur fondation
    grand énorme taille
    petit minuscule
    augmenter croître hausse croissance augmentation
    diminuer baisser baisse réduction réduire
    voyage voyager visite tournée
    quitter partir départ
    arriver atteindre arrivée
    réunion rencontre sommet
    parler dire mentionner déclarer affirmer
    écrire auteur écrivain
    livre roman ouvrage œuvre
    film cinéma
    chanson titre
    jouer jeu match
    gagner victoire vaincre vainqueur
    perdre défaite perte
    montrer exposer démontrer
    aider aide assistance soutien
    utiliser employer usage emploi
    besoin nécessiter nécessaire
    vouloir désirer souhaiter
    objectif but visée
    essayer tenter tentative
    recevoir obtenir
    donner fournir offrir accorder
    trouver découvrir découverte
    appeler nom nommer dénommer
    type genre sorte forme
    partie section portion
    lieu endroit site
    région zone territoire
    pays nation état
    ville commune village
    rue route avenue
    maison logement résidence
    vivre habiter résider habitant
    population habitants gens
    enfant fils fille
    femme épouse mari époux épouser
    chef dirigeant directeur leader
    roi monarque souverain
    gouvernement administration autorités
    loi législation
    tribunal juge cour
    accord traité pacte
    opposer contre refuser
    soutenir appuyer
    critiquer condamner
    penser croire opinion
    peur crainte inquiétude
    problème difficulté
    raison cause motif parce
    causer provoquer entraîner
    résultat conséquence effet
    effet impact influence
    changer modifier transformer changement
    améliorer amélioration
    important principal essentiel majeur
    célèbre connu réputé
    ancien vieux
    nouveau récent moderne
    rapide vitesse
    prix coût coûter valeur
    argent fonds monnaie
    payer salaire
    riche richesse
    pauvre pauvreté
    travail emploi métier profession
    entreprise société compagnie
    commerce échange
    usine fabrique
    nourriture manger aliment
    médecin docteur
    maladie affection
    médicament remède
    école collège académie
    enseigner professeur enseignant
    apprendre étudier étudiant élève
    recherche étude enquête
    scientifique chercheur savant
    inventer inventeur invention
    idée concept notion théorie
    méthode manière façon technique
    permettre autoriser
    interdire empêcher interdiction
    choisir élire élection
    groupe équipe organisation
    membre appartenir
    inclure contenir comprendre
    diviser séparer
    relier unir connecter
    proche près voisin
    frontière limite
    bateau navire
    avion appareil
    voiture automobile véhicule
    train ferroviaire
    journal magazine
    religion foi église
    peinture peintre tableau
    joueur sportif
    année annuel
    époque période ère
    premier initial
    dernier final
    souvent fréquent
    nombre quantité
    nord septentrional
    sud méridional
    est oriental
    ouest occidental
    feu incendie flamme
    chaleur chaud température
    énergie électricité
    soleil solaire
"""
