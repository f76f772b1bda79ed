/** `arn:aws:sqs:us-east-1:000000000000:name` to the URL by which the API knows the queue. */
export const queueUrlOf = (arn: string): string => {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};

export const serviceOfArn = (arn: string): string => arn.split(':')[2] ?? '';
