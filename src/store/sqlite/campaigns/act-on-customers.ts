/** Customers whom people leave out of a campaign, and take back: one transaction, with who did it and when. */
import {
  nextPhone,
  standingOf,
  standingStep,
  type ChosenStanding,
} from "../../../dialling/customer-states.ts";
import type { ActedOnCustomers, CustomerActOutcome, CustomersAct } from "../../campaign-ledger.ts";
import { advance } from "./advance.ts";
import { openBlockedPhones, type IsBlocked } from "./blocked-phones.ts";
import { namedCampaign, withCounts, type PlainCampaign } from "./campaign-rows.ts";
import { setBlocked, setLeftOut, setTakenBack } from "./customer-changes.ts";
import type { CampaignDeps } from "./deps.ts";
import { requireOpen } from "./life.ts";
import { cancelLoan, loanOf, mayBeInCall, takeBackLapsed, type Loan } from "./leases.ts";
import { customerNamed, type LiveCustomer } from "./live-customer.ts";

interface Acting extends CampaignDeps {
  readonly campaign: PlainCampaign;
  readonly act: CustomersAct;
  readonly isBlocked: IsBlocked;
}

/** @throws {UsageError} S009 for an unknown campaign, J012 for one that has ended. */
export function actOnCustomers(deps: CampaignDeps, act: CustomersAct): ActedOnCustomers {
  const { db } = deps;
  return db.transaction(() => {
    const campaign = namedCampaign(deps, act.campaign);
    requireOpen(campaign);
    takeBackLapsed(deps, act.now);
    const acting = { ...deps, campaign, act, isBlocked: openBlockedPhones(db, act.now) };
    const customers = act.externalIds.map((externalId) => actOnOne(acting, externalId));
    return { campaign: withCounts(db, advance(deps, campaign, act.now)), customers };
  });
}

function actOnOne(acting: Acting, externalId: string): CustomerActOutcome {
  const { db, campaign, act } = acting;
  const customer = customerNamed(db, campaign.id, externalId);
  if (!customer) {
    const message = `The campaign '${campaign.name}' has no customer '${externalId}'.`;
    return { externalId, kind: "unknown", message };
  }
  const loan = loanOf(db, { customer: customer.id });
  const standing = standingOf(customer.state, loan && { mayBeInCall: mayBeInCall(loan) });
  const told = { externalId: customer.externalId };
  const step = standingStep(standing, act.action);
  if ("unchanged" in step) {
    const message = `The customer '${customer.externalId}' ${step.unchanged}.`;
    return { ...told, kind: "unchanged", customerState: customer.state, message };
  }
  noteAction(acting, customer);
  return { ...told, kind: "done", ...change(acting, customer, { to: step.to, loan }) };
}

/** Makes the customer stand so. */
function change(
  { db, campaign, act, isBlocked }: Acting,
  customer: LiveCustomer,
  { to, loan }: { readonly to: ChosenStanding; readonly loan: Loan | undefined },
): Pick<CustomerActOutcome, "customerState" | "message"> {
  const { id, numbers } = customer;
  switch (to) {
    case "Filtered":
      if (loan) cancelLoan(db, loan, `left out by ${act.by}`, act.now);
      setLeftOut(db, id);
      return { customerState: "Filtered" };
    case "LastCall":
      setLeftOut(db, id);
      return {
        customerState: "Filtered",
        message: "It is in a call or on a dial list: that call still counts.",
      };
    case "InCall":
      setTakenBack(db, id, "InCall");
      return { customerState: "InCall" };
    case "NotHandled": {
      const next = nextPhone(customer, (place) =>
        isBlocked(numbers[place - 1] ?? "", campaign.name),
      );
      if (next !== undefined) setTakenBack(db, id, "NotHandled");
      else setBlocked(db, id);
      return next === undefined
        ? { customerState: "Blocked", message: "Each number that is left is blocked." }
        : { customerState: "NotHandled" };
    }
  }
}

function noteAction({ db, campaign, act }: Acting, { id, externalId }: LiveCustomer): void {
  db.statement(
    `INSERT INTO CustomerAction (Campaign, Customer, ExternalId, Action, User, At)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(campaign.id, id, externalId, act.action, act.by, act.now);
}
