"""The made-up rounds of the demo, played through the verbs that pages use.

:mod:`.story` tells what happens, in order; :mod:`.register` and :mod:`.figures` what was made up.
Nothing of it happened: "fictief" stands in every title, text and source of it.
"""
