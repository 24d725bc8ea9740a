"""Features of candidate sentences: numbers that show how likely a sentence answers a question.

One row per candidate, one column per name.  Every feature is a share, a ratio or a small count, so that it
means the same in an article and in a million passages.  *Cover* is always the share of the question's weight
(inverse document frequency) whose words occur; *soft* cover also accepts words of the same family, and
*related* cover related words.

The cheap features are computed as columns, for all sentences of the passages found at once.  Only the best by
these get the costly features, which consider word order, entities and speakers.

The *margin* of a candidate, its lead over the best other one, is a feature too: having half of the question's
words means much if no other sentence has even a third, and little if another has them all.
"""
