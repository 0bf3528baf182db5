// Mocha's own spec report, closed by the one line that CI reads: "N passed, N failed".
const { reporters } = require('mocha');

class SpecWithTotals extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : '';
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
  }
}

module.exports = SpecWithTotals;
