"""Laws over generated histories: what must hold whatever people do, by oracles that share no code with the program.

`python -m tests.laws --list` names them; `python -m tests.laws NAME --cases 3000 --seed 1 --start 0` runs one.
"""

from tests.laws import clones, deeds, pairs, rules, screens, sessions
from tests.laws.running import Law

LAWS: dict[str, Law] = {
    law.name: law for law in (pairs.LAW, deeds.LAW, rules.LAW, clones.LAW, sessions.LAW, screens.LAW)
}
