// How the site's search orders pages: what to do comes before why it was decided. (The numbers are Sphinx's own.)
var Scorer = {
  score: ([page, , , , score]) => (page.startsWith("decisions/") ? score - 10 : score),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
