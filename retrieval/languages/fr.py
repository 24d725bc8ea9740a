"""French."""

from retrieval.languages.table import Language, words

# The single letters are what elision leaves: "l'année", "qu'est-ce".
STOP_WORDS = words("""
    le la les l un une des du de d au aux ce cet cette ces c ça cela ceci celui celle ceux celles
    je j me m moi mon ma mes tu te t toi ton ta tes il elle on se s soi son sa ses lui leur leurs eux elles
    nous notre nos vous votre vos y en
    qui que qu quoi quel quelle quels quelles lequel laquelle lesquels lesquelles auquel auxquels duquel
    desquels dont où quand comment combien pourquoi
    et ou mais donc or ni car si comme lorsque puisque parce quoique afin ainsi
    à dans par pour sur avec sans sous entre vers chez contre depuis pendant avant après jusque jusqu dès
    selon lors parmi durant malgré via
    est sont était étaient fut furent être été étant sera seront serait seraient soit soient suis sommes êtes
    a ai as avons avez ont avait avaient eut eurent avoir eu ayant aura aurait auraient ait aient
    fait font peut peuvent pouvait pouvaient pourrait doit doivent devait
    ne n pas plus moins jamais rien aussi très trop peu beaucoup bien même mêmes tout toute tous toutes autre
    autres chaque quelque quelques plusieurs aucun aucune tel telle tels telles ici là alors encore déjà
    dis dites expliquez explique plaît plait savez sais
""")

LANGUAGE = Language(code="fr", name="French", stop_words=STOP_WORDS)
