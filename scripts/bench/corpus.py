"""Texts of varied words, spread as words of a language are without its most common ones."""

import random

# Of the rank r of its words, each is as frequent as 1 / (r + SHIFT): a memory of 17 words holds the
# most frequent one in a twelfth of the cases. `engram bench` makes its texts in the same way.
SHIFT = 50
SPREAD = 60
CONSONANTS = "bdfgklmnprstvz"
VOWELS = "aeiou"


class Corpus:
    """Makes texts; one seed makes the same ones."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def words(self, count: int) -> str:
        return " ".join(word(self.rank()) for _ in range(count))

    def rank(self) -> int:
        return int(SHIFT * SPREAD ** self.random.random()) - SHIFT

    def memory(self) -> str:
        """About 120 bytes."""
        return self.words(17)

    def query(self) -> str:
        return self.words(self.random.randint(5, 8))


def word(rank: int) -> str:
    """A word of six letters for each rank below 343,000; those of neighbours differ in all of it."""
    rank = rank * 123_457 % (len(CONSONANTS) * len(VOWELS)) ** 3
    syllables = []
    for _ in range(3):
        rank, syllable = divmod(rank, len(CONSONANTS) * len(VOWELS))
        syllables.append(CONSONANTS[syllable // len(VOWELS)] + VOWELS[syllable % len(VOWELS)])
    return "".join(syllables)
