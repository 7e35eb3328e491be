/** A campaign in memory, by the sentences of its rules and nothing of the program: what a ledger must agree with. */

export interface ModelCustomer {
  readonly externalId: string;
  /** Numbers by place; place 1 is the first. */
  readonly phones: readonly string[];
  readonly priority: number;
  state: string;
  place: number;
  redials: number;
  calls: number;
  /** Seconds; undefined: at once. */
  nextAt: number | undefined;
}

interface ModelLoan {
  readonly customer: ModelCustomer;
  readonly until: number;
  readonly place: number;
  hasBegun: boolean;
}

export interface ModelSettings {
  readonly redials: number;
  readonly interval: number;
  readonly lines: number;
}

const CLOSING = ["Successful", "Refusal", "Hang up"];
const BAD = ["Fax", "Unknown", "Wrong number"];
/** One of each sort, and the ones with rules of their own. */
export const MODEL_RESULTS = [...CLOSING, ...BAD, "Busy", "No answer", "Instant redial"];

export class CampaignModel {
  state = "Running";
  isStopping = false;
  readonly customers: ModelCustomer[] = [];
  readonly blocked = new Set<string>();
  readonly loans = new Map<string, ModelLoan>();
  /** Places of loans that have ended, for reports that come after. */
  readonly formerLoans = new Map<string, ModelLoan>();
  readonly reported = new Set<string>();
  calls = 0;
  readonly #settings: ModelSettings;

  constructor(settings: ModelSettings) {
    this.#settings = settings;
  }

  get hasEnded(): boolean {
    return this.state === "Completed" || this.state === "Stopped";
  }

  add(externalId: string, phones: readonly string[], priority: number): void {
    const fresh = { state: "NotHandled", place: 1, redials: 0, calls: 0, nextAt: undefined };
    const customer = { externalId, phones, priority, ...fresh };
    this.customers.push(customer);
    this.#mark([customer]);
  }

  block(number: string): void {
    this.blocked.add(number);
    if (!this.hasEnded) this.#mark(this.customers);
  }

  /** Loans that ran out end; a campaign ends when its time has come. */
  advance(now: number): void {
    this.lapse(now);
    const has = (state: string): boolean => this.customers.some((one) => one.state === state);
    if (this.hasEnded) return;
    // Who was left out in a call is on loan still.
    const isAwaited = this.loans.size > 0;
    if (this.isStopping && !isAwaited) this.state = "Stopped";
    else if (!this.isStopping && !isAwaited && !has("NotHandled")) this.state = "Completed";
  }

  lapse(now: number): void {
    for (const [lease, loan] of [...this.loans]) {
      if (loan.until > now) continue;
      this.#end(lease);
      back(loan.customer);
      loan.customer.nextAt = loan.until + (loan.hasBegun ? this.#settings.interval : 0);
    }
  }

  /** Who must be handed out, with the number, in this order. */
  expectNext(count: number, now: number): readonly (readonly [ModelCustomer, number])[] {
    this.lapse(now);
    const chosen: [ModelCustomer, number][] = [];
    if (this.state !== "Running" || this.isStopping) return chosen;
    const free = this.#settings.lines - this.loans.size;
    const due = this.customers
      .filter(({ state, nextAt }) => state === "NotHandled" && (nextAt ?? 0) <= now)
      .sort((a, b) => b.priority - a.priority || (a.nextAt ?? 0) - (b.nextAt ?? 0));
    for (const customer of due) {
      if (chosen.length >= Math.min(count, free)) break;
      const place = this.#left(customer);
      if (place === undefined) customer.state = "Blocked";
      else chosen.push([customer, place]);
    }
    return chosen;
  }

  lend(lease: string, customer: ModelCustomer, place: number, until: number): void {
    Object.assign(customer, { state: "InCall", place });
    this.loans.set(lease, { customer, until, place, hasBegun: false });
  }

  begin(lease: string, now: number): boolean {
    const loan = this.loans.get(lease);
    if (!loan || loan.until <= now) return false;
    const { customer } = loan;
    // Its call goes on: whose had not begun has lost his loan.
    if (customer.state === "Filtered") return false;
    loan.hasBegun = !this.blocked.has(customer.phones[loan.place - 1] ?? "");
    if (loan.hasBegun) return true;
    this.#end(lease);
    const left = this.#left(customer);
    customer.state = left === undefined ? "Blocked" : "NotHandled";
    customer.nextAt = left === undefined ? undefined : now;
    return false;
  }

  release(lease: string): void {
    const loan = this.loans.get(lease);
    if (!loan) return;
    this.#end(lease);
    back(loan.customer);
  }

  /** What must come of leaving somebody out. */
  leaveOut(customer: ModelCustomer, now: number): string {
    this.lapse(now);
    if (customer.state !== "NotHandled" && customer.state !== "InCall") return "unchanged";
    const lent = this.#loanOf(customer);
    if (lent && !lent[1].hasBegun) this.#end(lent[0]);
    customer.state = "Filtered";
    return "done";
  }

  /** What must come of taking somebody back. */
  takeBack(customer: ModelCustomer, now: number): string {
    this.lapse(now);
    if (customer.state !== "Filtered") return "unchanged";
    if (this.#loanOf(customer)) customer.state = "InCall";
    else customer.state = this.#left(customer) === undefined ? "Blocked" : "NotHandled";
    return "done";
  }

  /** What must come of a report. */
  report(lease: string, result: string, now: number): string {
    const loan = this.loans.get(lease) ?? this.formerLoans.get(lease);
    if (!loan) return "no loan";
    if (this.reported.has(lease)) return "repeated";
    const { customer, place } = loan;
    this.reported.add(lease);
    this.calls++;
    const isOwn = this.loans.has(lease);
    if (this.hasEnded || (!isOwn && customer.state !== "NotHandled")) return "late";
    if (isOwn) this.#end(lease);
    customer.calls++;
    customer.place = place;
    const isLast = customer.state === "Filtered";
    this.#apply(customer, result, now);
    if (isLast && customer.state === "NotHandled") customer.state = "Filtered";
    return "recorded";
  }

  #apply(customer: ModelCustomer, result: string, now: number): void {
    const { redials, interval } = this.#settings;
    customer.nextAt = undefined;
    if (CLOSING.includes(result)) customer.state = "Handled";
    else if (BAD.includes(result)) {
      const isLast = customer.place >= customer.phones.length;
      customer.state = isLast ? "Handled" : "NotHandled";
      if (!isLast) Object.assign(customer, { place: customer.place + 1, nextAt: now });
    } else if (customer.redials >= redials) customer.state = "MaxCalls";
    else {
      const nextAt = result === "Instant redial" ? now : now + interval;
      Object.assign(customer, { state: "NotHandled", redials: customer.redials + 1, nextAt });
    }
  }

  #end(lease: string): void {
    const loan = this.loans.get(lease);
    if (loan) this.formerLoans.set(lease, loan);
    this.loans.delete(lease);
  }

  #loanOf(customer: ModelCustomer): readonly [string, ModelLoan] | undefined {
    return [...this.loans].find(([, loan]) => loan.customer === customer);
  }

  #left({ phones, place }: ModelCustomer): number | undefined {
    const found = phones.findIndex((number, at) => at + 1 >= place && !this.blocked.has(number));
    return found < 0 ? undefined : found + 1;
  }

  /** An import marks those whose numbers that are left are all blocked. */
  #mark(customers: readonly ModelCustomer[]): void {
    for (const customer of customers) {
      const isOpen = customer.state === "NotHandled";
      if (isOpen && this.#left(customer) === undefined) customer.state = "Blocked";
    }
  }
}

/** Nothing came of a loan. */
function back(customer: ModelCustomer): void {
  if (customer.state === "InCall") customer.state = "NotHandled";
}
