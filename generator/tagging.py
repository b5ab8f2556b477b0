class Tagger:
    def __init__(self, taxonomy):
        self.t = [
            (t.slug, [p.lower() for p in t.match if isinstance(p, str)]) for t in taxonomy.terms
        ]

    def tags(self, title, abstract):
        x = (title + " " + abstract).lower()
        return tuple([s for s, ps in self.t if any(p in x for p in ps)][:5])
