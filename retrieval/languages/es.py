"""Spanish."""

from retrieval.languages.table import Language, words

# Question words stand with and without their accent: people who type questions often leave it out.
STOP_WORDS = words("""
    el la los las lo un una unos unas al del
    este esta esto estos estas ese esa eso esos esas aquel aquella aquello aquellos aquellas
    a ante bajo con contra de desde durante en entre hacia hasta mediante para por según segun sin sobre tras
    y e o u ni pero sino aunque porque pues si como que cuando donde mientras
    yo me mí mi mis tú tu tus te ti él ella ello ellos ellas le les se sí su sus suyo suya suyos suyas nos
    nosotros nosotras nuestro nuestra nuestros nuestras vosotros vosotras vuestro vuestra os usted ustedes
    qué quién quien quiénes quienes cuál cual cuáles cuales cuándo cuánto cuanto cuánta cuanta cuántos
    cuantos cuántas cuantas cómo dónde adónde adonde cuyo cuya cuyos cuyas
    es son era eran fue fueron ser sido siendo sea sean sería serían será serán está están estaba estaban
    estuvo estuvieron estar estado ha han había habían hubo haber habido hay haya hayan he hemos
    puede pueden podía podían pudo podría podrían debe deben
    no nunca ya muy más mas menos tan tanto tanta tantos tantas también tampoco aún aun todavía sólo solo
    todo toda todos todas otro otra otros otras cada algún alguna algunos algunas algo alguien mismo misma
    mismos mismas aquí allí ahí entonces luego
    dime diga dígame dime cuéntame explica explícame favor sabes sabe
""")

LANGUAGE = Language(code="es", name="Spanish", stop_words=STOP_WORDS)
