/**
 * The person behind a principal, as far as an ARN tells: the name of the session of a role, or of
 * the user, in lower case and without account, role and path. One person who signs in through two
 * roles is one person; two people whose names are alike are taken for one, which refuses too much
 * rather than too little. What is no such ARN stands for itself.
 *
 * It is as good as the names are: a role whose sessions may be named freely needs a trust policy
 * that fixes them.
 */
export const personOf = (actor: string): string => {
  const [kind, ...rest] = actor.split(':').slice(5).join(':').split('/');
  const named =
    kind === 'assumed-role'
      ? rest.slice(1).join('/')
      : kind === 'user' || kind === 'federated-user'
        ? rest.at(-1)
        : undefined;
  return (named || actor).toLowerCase();
};

/** Whether one person signed both, through whichever role. */
export const isSamePerson = (left: string, right: string): boolean =>
  personOf(left) === personOf(right);
