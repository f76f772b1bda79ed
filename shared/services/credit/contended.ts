/** More than the writers that can meet on one application: two people, the applicant, time. */
export const maxRaces = 6;

/** Others kept committing on an application; the caller may ask again. */
export class ApplicationContended extends Error {
  override readonly name = 'ApplicationContended';
  constructor(applicationId: string) {
    super(`the application ${applicationId} lost ${maxRaces} races`);
  }
}
