"""A pretend wallet, shop, bank and person that hide what is wrong.

    reset(seed) ──► what the person sees ──► step(action) ──► what they see next, and what it cost

It is a mechanism: accounts, records, reviews, locks and switches that refuse or let pass. It knows nothing
of the pack, of its causes or of its probabilities; all its numbers are in one YAML file.
"""
