import fc from 'fast-check';

// A mutant that some examples in a fifth of a second do not find counts as alive: the score errs
// on the low side, and the whole suite still gives each property its full number. Nobody reads
// the counterexample, so none is made smaller; the seed is fixed, so that a score can be repeated.
fc.configureGlobal({
  seed: 1,
  interruptAfterTimeLimit: 200,
  markInterruptAsFailure: false,
  endOnFailure: true,
});
