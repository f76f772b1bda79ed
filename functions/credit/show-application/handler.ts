import type { ApiResponse } from '../../../shared/lambda/api.ts';
import {
  applicationParameter,
  notFound,
  type OperatorRequest,
  read,
} from '../../../shared/lambda/operator.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { JournalReader } from '../../../shared/ports/journal.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'ofApplicant'>;
  readonly journal: Pick<JournalReader, 'last'>;
};

/** A round is three events, an act one or two: enough for what happened last. */
const shownEvents = 100;

/**
 * An application as it stands, who applies, what else there is of the applicant, and what happened. The tax id is left out: whoever
 * decides needs to know that it was checked, not what it is. So is the name of the offer's link.
 */
export const createHandler =
  ({ applications, journal }: Deps) =>
  async ({ params }: OperatorRequest): Promise<ApiResponse> => {
    const of = read(applicationParameter, params);
    if (!of.ok) return of.answer;
    const { applicationId } = of.value;
    const [stored, applicant, events] = await Promise.all([
      applications.load(applicationId),
      applications.applicant(applicationId),
      journal.last(`application#${applicationId}`, shownEvents),
    ]);
    if (stored === undefined) return notFound(`there is no application ${applicationId}`);
    const { open, ended, lines } = await applications.ofApplicant(stored.state.fingerprint);
    const { offer, ...state } = stored.state;
    const { tokenId: _token, ...offered } = offer ?? { tokenId: undefined };
    const { taxId: _taxId, ...known } = applicant ?? { taxId: undefined };
    return {
      status: 200,
      body: {
        ...state,
        ...(offer === undefined ? {} : { offer: offered }),
        ...(applicant === undefined ? {} : { applicant: known }),
        before: {
          open: open.filter((id) => id !== applicationId),
          ended: ended.filter((each) => each.applicationId !== applicationId),
          lines,
        },
        version: stored.head.version,
        history: events.map(({ version, type, effectiveOn, recordedAt, data }) => {
          const {
            tokenId: _link,
            applicationId: _id,
            ...said
          } = data as Readonly<Record<string, unknown>>;
          return { version, type, effectiveOn, recordedAt, ...said };
        }),
      },
    };
  };
