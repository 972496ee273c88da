/**
 * What Slack's short answers mean and what to do
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors,
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors).
 */
const MEANINGS: Readonly<Record<string, string>> = {
  action_prohibited: 'an administrator does not allow it; ask for the app to be approved',
  channel_is_archived: 'the channel is archived; name another one',
  channel_not_found:
    'there is no such channel, or the app may not see it; use the id (C…) and invite the app',
  fatal_error: 'Slack failed',
  internal_error: 'Slack failed',
  invalid_auth: 'the token is not valid; make a new one and put it where the configuration says',
  invalid_blocks: 'Slack does not take the blocks; please report this',
  invalid_payload: 'Slack does not take the message; please report this',
  invalid_token:
    'the webhook is not valid any more; make a new one and put its URL where the configuration says',
  is_archived: 'the channel is archived; name another one',
  missing_scope: 'the app lacks the scope chat:write; add it and install the app again',
  msg_blocks_too_long: 'Slack finds the message too long; please report this',
  msg_too_long: 'Slack finds the message too long; please report this',
  no_active_hooks: 'the webhook was switched off; make a new one',
  no_service:
    'the webhook was removed or switched off; make a new one and put its URL where the configuration says',
  no_service_id: 'the URL is not whole; copy it again',
  no_team: 'the workspace does not exist any more',
  no_text: 'Slack found no text in the message; please report this',
  not_authed: 'no token was sent; put one where the configuration says',
  not_in_channel: 'the app is not in the channel; invite it',
  posting_to_general_channel_denied: 'the app may not post to the general channel; name another one',
  ratelimited: 'too much was sent at once',
  rate_limited: 'too much was sent at once',
  restricted_action: 'the workspace does not allow the app to post there',
  team_disabled: 'the workspace was switched off',
  token_revoked: 'the token was revoked; make a new one and put it where the configuration says',
};

/** Answers that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
]);

/** A sentence on an answer. What is not known is not quoted: it may be anything. */
export function slackSentence(code: string, status?: number): string {
  const known = Object.hasOwn(MEANINGS, code) ? ` ${code}: ${MEANINGS[code]}` : '';
  if (known === '')
    return `Slack answered${status === undefined ? ' with an error' : ` ${status}`} that is not known here.`;
  return `Slack answered${status === undefined ? '' : ` ${status}`}${known}.`;
}

/** Whether the same message may be taken a moment later. */
export function isPassing(code: string): boolean {
  return PASSING.has(code);
}
