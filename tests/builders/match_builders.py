"""Small documents and a matcher without embeddings and examples, for plain cases."""

from pipeline import config, flow
from pipeline.config import resource
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.matching.matcher import Matcher
from pipeline.records import Clause, Profile

CONFIG = config.load()
CATALOGUE = load_catalogue([resource("references/emc_tests.toml")])


def matcher(catalogue=CATALOGUE):
    """Without embeddings and examples: what is left must decide these plain cases."""
    plain = flow.located(CONFIG.match.plain_weights)
    return Matcher(catalogue, None, plain, plain)


MATCHER = matcher()


def document(*rows):
    """Profiles of clauses given as (number, title, text); parents by number."""
    from pipeline.matching import evidence

    known, profiles = {}, []
    for number, title, text in rows:
        above = known.get(number.rpartition(".")[0])
        path = (*above.path, above.title) if above else ()
        clause = Clause(
            f"d#{number}", "d", number, title, number.count(".") + 1, above.id if above else None, path, text
        )
        known[number] = clause
        profiles.append(Profile(clause, (), evidence.collect(clause)))
    return tuple(profiles)


def decided(profiles, using=MATCHER, **settings):
    return {d.clause.number: d for d in using.decide(profiles, CONFIG.decide.model_copy(update=settings))}
