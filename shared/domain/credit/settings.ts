import * as z from 'zod';

/** IAM roles, by name, or principals, by their whole ARN. */
const principals = z.array(z.string().min(1).max(512)).max(50);

/** Who may decide about credit, and by which policy. */
export const creditStaffSettings = z.object({
  bookZone: z.string(),
  creditPolicy: z.object({ name: z.string(), version: z.int().positive() }),
  creditRoles: z.object({ analyst: principals, manager: principals, director: principals }),
});
