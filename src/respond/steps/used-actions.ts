import type { Step } from '../../model/plan.ts';
import { reading } from './step.ts';

/** What the user of a key did: what replaces the key needs no more. */
export const seeWhatItWasUsedFor: Step = {
  title: 'See what it was used for',
  why: 'What replaces the key needs to be able to do that, and no more. IAM tells of 400 days, and of the management actions of most services; run the last line again until it says COMPLETED. Leave out what came in after the leak: that was whoever found the key. Where the account has a trail, IAM Access Analyzer makes a policy from it.',
  commands: [
    'USER_ARN=$(aws iam get-user --user-name "$USER_NAME" --query User.Arn --output text)',
    'JOB_ID=$(aws iam generate-service-last-accessed-details --arn "$USER_ARN" --granularity ACTION_LEVEL --query JobId --output text)',
    'aws iam get-service-last-accessed-details --job-id "$JOB_ID"',
  ],
  undo: reading,
};
