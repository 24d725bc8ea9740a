"""English words that are put for each other: what one writes, another asks for.

A group a line.  A sentence with one of a group goes some way towards a question with another; only a word
that stands nowhere in the corpus is searched for by the others.  A capital stands for its country, as in the
news.
"""

KIN = """
    buy purchase acquire obtain customer buyer
    sell sale seller vend export
    weapon arms armament gun munitions
    war conflict fighting battle hostilities
    army military troops soldiers forces
    attack assault strike raid offensive
    fight combat battle
    kill murder slay assassinate
    die death dead perish killed
    born birth birthplace
    begin start commence launch open initiate
    end finish conclude stop cease close terminate
    make create produce build manufacture construct
    build construct erect built
    found establish founder create set
    big large great huge size
    small little tiny minor
    increase rise grow growth gain climb
    decrease fall decline drop reduce shrink
    trip travel journey visit tour go voyage
    visit stop stay tour
    leave depart exit withdraw
    arrive reach come arrival
    meet talks summit meeting encounter
    speak talk say tell mention
    write author writer pen wrote written
    book novel work volume
    film movie picture
    song track single tune
    play perform performance act
    win victory beat defeat won winner
    lose loss defeat lost
    show display exhibit demonstrate reveal
    help aid assist support assistance
    use employ utilize utilise apply used
    need require necessary must
    want wish desire seek hope aim
    goal aim purpose objective target intention
    try attempt effort seek
    get receive obtain gain acquire
    give provide supply grant offer
    give donate contribute
    find discover locate found discovery
    call name term known dub title
    kind type sort form variety
    part section portion component piece
    place location site spot area
    area region zone district territory
    country nation state land
    city town municipality
    village settlement hamlet
    street road avenue highway
    house home residence dwelling
    live reside inhabit dwell resident
    people population inhabitants residents
    child kid son daughter children
    wife spouse husband married marry
    father dad parent
    mother mum mom parent
    boss head leader chief director
    leader head chief ruler
    president head leader
    king monarch ruler sovereign
    government administration authorities regime
    law legislation act statute
    court tribunal judge
    agreement treaty accord pact deal
    sign conclude signed
    document paper declaration agreement
    disagree oppose against object
    support back favor favour endorse
    criticize criticise condemn blame attack
    think believe view opinion consider
    fear worry concern wary afraid anxious
    resent resentful dislike anger
    problem difficulty issue trouble
    reason cause why because
    cause lead result produce
    result outcome consequence effect
    effect impact influence
    change alter shift transform modify
    improve better enhance improvement
    important significant key major main
    main chief principal primary major
    famous known renowned noted
    old ancient age aged
    new recent modern
    fast quick rapid speed
    cost price worth expensive pay
    money funds cash finance
    pay paid salary wage
    earn make income salary
    rich wealthy wealth
    poor poverty
    job work occupation profession career
    work labor labour employment
    company firm corporation business enterprise
    business commerce trade
    trade commerce exchange
    money currency
    factory plant mill
    farm agriculture farming crop
    food meal eat
    drink beverage
    doctor physician medical
    illness disease sickness
    medicine drug medication
    school college academy
    teach instruct teacher education
    learn study student
    study research examine investigate
    scientist researcher physicist chemist
    invent inventor devise develop invention
    idea concept notion theory
    method way technique approach process
    rule regulation principle
    right permission entitled
    allow permit let enable
    stop prevent prohibit ban halt
    forbid ban prohibit
    choose select pick elect
    elect vote election
    group band team organization organisation
    member belong part
    join enter accession
    include contain comprise consist
    divide split separate
    connect link join
    near close next adjacent
    border boundary frontier edge
    river stream
    sea ocean
    ship boat vessel
    plane aircraft airplane jet
    train railway railroad rail
    car vehicle automobile
    spy intelligence espionage
    newspaper paper journal magazine
    article story piece report
    religion faith church belief
    god deity
    priest clergy minister
    art painting artist
    paint painter
    sport game match
    game match contest
    player athlete
    score points goal
    year annual yearly
    century hundred
    time period era age
    early first
    last final latest
    former previous earlier ex
    often frequently usually
    number amount quantity total
    many several numerous
    average mean
    half fifty
    north northern
    south southern
    east eastern
    west western
    water aquatic
    fire burn flame
    light lamp
    heat hot warm temperature
    cold cool
    energy power electricity
    gas fuel
    oil petroleum
    metal iron steel
    animal creature species
    plant species
    tree wood forest
    earth soil ground
    sun solar
    moon lunar
    china chinese beijing
    russia russian moscow kremlin
    america american washington
    britain british london english uk
    france french paris
    germany german berlin
    japan japanese tokyo
    india indian delhi
    italy italian rome
    spain spanish madrid
    ukraine ukrainian kyiv kiev
    poland polish warsaw
    iran iranian tehran
    iraq iraqi baghdad
    israel israeli jerusalem
    turkey turkish ankara
    egypt egyptian cairo
    europe european brussels
    africa african
    asia asian
"""
