/** Plans for what AWS does not know, or what is no credential. */
import type { Leak } from '../../model/leak.ts';
import type { Plan } from '../../model/plan.ts';
import { visible } from '../../model/visible.ts';
import { inWords, never, reading, undoneBy } from '../steps/step.ts';
import { ask } from '../where.ts';

export const privateKey = ({ finding }: Leak): Plan => ({
  title: 'Private key',
  means: [
    finding.ruleId === 'private-key-encrypted'
      ? 'Nothing without its passphrase, which can be guessed for as long as one likes.'
      : 'Whatever trusts its public half: machines, servers, signed URLs, devices.',
    'It has no end of its own; a certificate that was made with it has.',
  ],
  steps: [
    {
      title: 'Find out what it opens',
      why: 'It is known by its public half. The first line prints that, in the form of SSH; the others list what AWS has of such: key pairs of EC2, certificates, CloudFront, IoT. See authorized_keys of your machines and deploy keys of your repositories, too.',
      commands: [
        `${ask('KEY_FILE', 'File with the private key')} && ssh-keygen -y -f "$KEY_FILE" &&`,
        "  aws ec2 describe-key-pairs --include-public-key --query 'KeyPairs[].[KeyName,KeyFingerprint,PublicKey]' --output text &&",
        "  aws iam list-server-certificates --query 'ServerCertificateMetadataList[].[ServerCertificateName,Expiration]' --output text &&",
        "  aws acm list-certificates --query 'CertificateSummaryList[].[DomainName,CertificateArn]' --output text &&",
        "  aws cloudfront list-public-keys --query 'PublicKeyList.Items[].[Id,Name]' --output text &&",
        "  aws iot list-certificates --query 'certificates[].[certificateId,status]' --output text",
      ],
      undo: reading,
    },
    {
      title: 'Deactivate the certificate of the device',
      why: 'IoT refuses the device from then on. It can be switched on again, revoking cannot be undone.',
      when: 'if it is of an IoT device',
      commands: [
        `${ask('CERTIFICATE_ID', 'ID of the certificate')} &&`,
        '  aws iot update-certificate --certificate-id "$CERTIFICATE_ID" --new-status INACTIVE',
      ],
      undo: undoneBy('aws iot update-certificate --certificate-id "$CERTIFICATE_ID" --new-status ACTIVE'),
    },
    {
      title: 'Take its public half out of each machine',
      why: 'Whoever has the key logs in as long as a line of authorized_keys names it. Put a new one beside it first, try that, then take the old line out. Images and templates bring it back: mend those, too.',
      when: 'if it opens machines by SSH',
      commands: [],
      undo: inWords('Put the line back.'),
    },
    {
      title: 'Replace the certificate, and have the old one revoked',
      why: 'With the key, anyone can be that server. A new key and certificate come first, in every load balancer and distribution; then whoever issued the old one revokes it, for the reason "key compromise".',
      when: 'if it is of a TLS certificate',
      commands: [],
      undo: never('A revoked certificate stays revoked.'),
    },
    {
      title: 'Take the public key out of the key group',
      why: 'With the key, anyone can sign URLs and cookies of the distribution. Add a new public key to the group, sign with it, then take the old one out: signatures of the old one count no more.',
      when: 'if it signs for CloudFront',
      commands: [
        "aws cloudfront list-key-groups --query 'KeyGroupList.Items[].KeyGroup.[Id,KeyGroupConfig.Name]' --output text",
      ],
      undo: inWords('Put the public key back into the group.'),
    },
    {
      title: 'See who came in with it',
      why: 'AWS does not see logins by SSH: the logs of each machine do (sshd in the journal). A machine that a stranger was on is made anew, and what lay on it counts as leaked, its role first of all.',
      commands: [],
      undo: reading,
    },
    {
      title: 'Delete the key pair',
      why: 'EC2 then gives its public half to no new machine. On those that run nothing changes: that is why it comes last.',
      when: 'if it is a key pair of EC2',
      commands: [
        `${ask('KEY_NAME', 'Name of the key pair')} &&`,
        '  aws ec2 delete-key-pair --key-name "$KEY_NAME"',
      ],
      undo: inWords('aws ec2 import-key-pair takes a public key under the same name.'),
    },
  ],
});

export const accountId = (): Plan => ({
  title: 'AWS account ID: no credential',
  means: ['Nothing. It stands in every ARN and in every key ID; AWS does not treat it as a secret.'],
  steps: [
    {
      title: 'See that nothing trusts the account alone',
      why: 'There is nothing to rotate. It is of use to a stranger only where something was made public: snapshots, images, buckets, roles that trust everyone.',
      commands: [
        'aws ec2 describe-snapshots --owner-ids self --restorable-by-user-ids all --query "Snapshots[].SnapshotId" --output text',
        'aws ec2 describe-images --owners self --executable-users all --query "Images[].ImageId" --output text',
      ],
      undo: reading,
    },
  ],
});

export const unknownCredential = ({ finding }: Leak): Plan => ({
  title: visible(finding.description),
  means: ['keyhalt cannot tell what it opens: the rule that found it does not say.'],
  steps: [
    {
      title: 'Find out where it was issued',
      why: 'The name in front of it, the file that it stands in, or whoever wrote the line tells. Until you know, take it for something that opens all that this file has to do with.',
      commands: [],
      undo: reading,
    },
    {
      title: 'Switch it off where it was issued',
      why: 'Whoever could read the repository may have it. Where it can be switched off without being deleted, do that: it can be undone.',
      commands: [],
      undo: inWords('Switch it on again where it was issued.'),
    },
    {
      title: 'Keep what was done with it',
      why: 'Whoever issued it mostly has a log of its use, and keeps it for a time only.',
      commands: [],
      undo: reading,
    },
    {
      title: 'Make a new one, and use it',
      why: 'From the environment or a store of secrets, with no more rights than it needs, and an end where there can be one.',
      commands: [],
      undo: inWords('Take the new one back where it was issued.'),
    },
  ],
});
