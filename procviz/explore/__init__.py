"""``procviz explore``: run a program under many schedules, and tell what can come of it.

Each run is a real one, under the gate (`procviz.gate`): the choices who goes on next are made by
the search and written down, so that each of the outcomes that were found can be had again.  This is
stateless model checking: no state is ever saved; to try another choice the program is run from
its start, with the same choices up to there (Godefroid, "Model Checking for Programming Languages
using VeriSoft", POPL 1997).  There are far too many schedules for trying all but of the smallest
programs, so they are taken in an order in which most faults come early:

1. the policies that have names, and some by chance;
2. systematically, those with the fewest preemptions first (Musuvathi and Qadeer, "Iterative Context
   Bounding", PLDI 2007; CHESS, OSDI 2008): faults seldom need more than two;
3. now and then ranks by chance, with changes (PCT, Burckhardt et al., ASPLOS 2010).

It is done first with stops before events only, and then with stops before each line.  When
everything was tried that could be, that is said; it holds for this granularity, and as long as the
program asks neither clock nor chance.

`explorer` has the loop, `strategy` and `frontier` the order, `follow` the policy, `trial` one run,
`outcome` what is compared, `shorten` and `story` make a schedule that a person can follow,
`report` tells.  ``command`` is what the command line calls.
"""
