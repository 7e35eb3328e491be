// A reporter that names at the end, with the faults of their first try, the tests that passed only when
// they were run again: each is a fault of the product or of the test that somebody has to look at.
export default class SecondTries {
  #found = [];

  onTestCaseResult(test) {
    if (!test.diagnostic()?.flaky) return;
    const [fault] = test.result().errors ?? [];
    this.#found.push(`${test.module.relativeModuleId} > ${test.fullName}: ${fault?.message ?? ""}`);
  }

  onTestRunEnd() {
    for (const told of this.#found) console.log(`passed only at the second try: ${told}`);
  }
}
