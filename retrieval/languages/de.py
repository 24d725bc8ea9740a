"""German."""

from retrieval.languages.table import Language, words

STOP_WORDS = words("""
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines
    dieser diese dieses diesen diesem jener jene jenes jenen jenem jeder jede jedes jeden jedem
    ich mich mir mein meine meinen meinem meiner du dich dir dein deine er ihn ihm sein seine seinen seinem
    seiner seines sie ihr ihre ihren ihrem ihrer ihres es wir uns unser unsere unseren euch euer eure sich
    selbst man
    wer wen wem wessen was welcher welche welches welchen welchem wann wo wohin woher warum weshalb wieso
    weswegen wie wieviel wieviele wozu womit wodurch worüber woran worauf woraus wofür wonach wovon worin
    und oder aber sondern denn doch wenn als ob dass daß weil damit obwohl während bevor nachdem sowie sowohl
    weder noch
    in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter hinter neben zwischen durch für
    gegen ohne um bis seit ab ins ans aufs trotz wegen innerhalb außerhalb
    bin bist ist sind seid war waren wart gewesen sei wäre wären habe hast hat haben hatte hatten gehabt hätte
    hätten werde wird werden wurde wurden worden geworden würde würden kann können konnte konnten könnte muss
    müssen musste mussten soll sollen sollte sollten darf dürfen durfte mag mögen möchte will wollen wollte
    nicht nie auch nur schon sehr so mehr am meisten viel viele vielen vieler wenig wenige andere anderen
    anderer anderes alle allen aller alles einige einigen da dann dort hier jetzt nun immer
    sag sage sagen erkläre erklären erzähl bitte weißt wissen wisst
""")

LANGUAGE = Language(code="de", name="German", stop_words=STOP_WORDS)
