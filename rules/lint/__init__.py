"""The legal check: what the law of the mainland says against the text, the values and the making of an edition.

A rule set of its own: each rule with its law and article, how grave a breach is and where, since when, and how sure its
source is. Pure: a `Subject` in, findings out (`engine.lint`). It advises; a person decides (DESIGN, law 9).
"""
