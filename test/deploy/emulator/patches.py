"""Starts MiniStack with the patches below, on the clock of the test.

Each stands for one thing that MiniStack does otherwise than AWS: the docstring says what AWS does,
and where its documentation says so, under https://docs.aws.amazon.com/; TYPES is short for
AWSCloudFormation/latest/TemplateReference/aws-resource-. docs/adr/0016 lists them.
"""

import contextvars
import datetime
import functools
import json
import re
import threading

import clock  # noqa: I001 - before MiniStack, which takes the time from what this replaces
from ministack import app
from ministack.core import iam_evaluator
from ministack.services import eventbridge, scheduler, ses_v2, sqs, stepfunctions
from ministack.services.cloudformation import provisioners

# Waits for a task token and schedules follow the leaps of the test's clock.
stepfunctions.threading = clock.threading_by_this_clock
scheduler._SCHEDULE_TICK_INTERVAL = 0.1

resources = provisioners._RESOURCE_HANDLERS
sender = contextvars.ContextVar("sender", default="")


def patch(members, name):
    """Replaces a member; the decorated function is given what it replaces as its first argument."""

    def replace(function):
        members[name] = functools.partial(function, members.get(name))
        return function

    return replace


def name_only(logical_id, _props, stack_name):
    """What keeps or watches may be declared; here it does nothing. TYPES budgets-budget.html ..."""
    return provisioners._physical_name(stack_name, logical_id, max_len=48), {}


for inert in ("AWS::Budgets::Budget", "AWS::Events::Archive", "AWS::Logs::QueryDefinition"):
    resources.setdefault(inert, {"create": name_only, "delete": lambda _name, _props: None})


@patch(vars(provisioners), "_cw_metric_alarm_record")
def alarm_on_an_expression(original, name, props):
    """An alarm may watch an expression; here that has no value. TYPES cloudwatch-alarm.html"""
    none = {"MetricName": "expression", "Namespace": "none"} if props.get("Metrics") else {}
    return original(name, {**props, "Metrics": None, **none})


@patch(resources["AWS::SecretsManager::Secret"], "create")
def ref_of_a_secret(original, *declared):
    """Ref answers the ARN. TYPES secretsmanager-secret.html"""
    _name, attributes = original(*declared)
    return attributes["Arn"], attributes


@patch(resources["AWS::SES::EmailIdentity"], "create")
def dkim_records_of_a_domain(original, *declared):
    """Fn::GetAtt answers three DKIM records for the DNS. TYPES ses-emailidentity.html"""
    name, attributes = original(*declared)
    for nth in (1, 2, 3):
        attributes[f"DkimDNSTokenName{nth}"] = f"token{nth}._domainkey.{name}"
        attributes[f"DkimDNSTokenValue{nth}"] = f"token{nth}.dkim.amazonses.com"
    return name, attributes


@patch(vars(stepfunctions), "_execute_task")
def timeout_from_an_expression(original, state, data, execution, context):
    """TimeoutSeconds may be a JSONata expression. step-functions/latest/dg/state-task.html"""
    if isinstance(state.get("TimeoutSeconds"), str):
        field = stepfunctions._jsonata_state_field
        state = {**state, "TimeoutSeconds": field(state, "TimeoutSeconds", "number", data, context)}
    return original(state, data, execution, context)


@patch(sqs._HANDLERS, "StartMessageMoveTask")
def move_dead_letters(_unknown, data, _url):
    """Dead letters go back to the queue that each came from, as if new.
    AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html"""
    letters = sqs._queue_by_arn(data["SourceArn"])["messages"]
    for letter in letters:
        source = sqs._queue_by_arn(letter["sys"].pop("DeadLetterQueueSourceArn"))
        source["messages"].append({**letter, "receive_count": 0, "first_receive_at": None})
    letters.clear()
    return {"TaskHandle": "moved"}


def publish(email, message_id, event, detail_type, facts):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")[:23] + "Z"
    tags = {tag["Name"]: [tag["Value"]] for tag in email.get("EmailTags") or []}
    tags["ses:configuration-set"] = [email["ConfigurationSetName"]]
    mail = {"timestamp": now, "messageId": message_id, "tags": tags}
    detail = {"eventType": event, "mail": mail, event.lower(): {"timestamp": now, **facts}}
    entry = {"Source": "aws.ses", "DetailType": detail_type, "Detail": json.dumps(detail)}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


@patch(vars(ses_v2), "handle_request")
async def sending_events(original, method, path, headers, body, query):
    """The destinations of a configuration set hear what becomes of an e-mail, soon after.
    ses/latest/dg/event-publishing-retrieving-sns-examples.html"""
    status, _, text = answer = await original(method, path, headers, body, query)
    if status != 200 or not path.endswith("/outbound-emails"):
        return answer
    email, message_id = json.loads(body), json.loads(text)["MessageId"]
    sent = (1, "Send", "Email Sent", {})
    delivered = (2, "Delivery", "Email Delivered", {"recipients": email["Destination"]["ToAddresses"]})
    known = ses_v2._config_sets.get(email.get("ConfigurationSetName")) or {}
    for destination in known.get("EventDestinations", {}).values():
        for seconds, event, *more in (sent, delivered):
            if destination["Enabled"] and event.upper() in destination["MatchingEventTypes"]:
                work = (publish, email, message_id, event, *more)
                threading.Timer(seconds, contextvars.copy_context().run, work).start()
    return answer


@patch(vars(app), "_enforce_ses_v2")
def remember_the_sender(original, method, path, headers, body, *rest):
    email = json.loads(body) if path.endswith("/outbound-emails") else {}
    sender.set(re.sub(".*<(.*)>", r"\1", email.get("FromEmailAddress", "")))
    return original(method, path, headers, body, *rest)


@patch(vars(iam_evaluator), "enforce")
def what_is_asked_for(original, key, action, service, region, resource_arn="*", *rest, **more):
    """A batch of SQS needs the action of one, an e-mail its identity, an answer to a token its machine.
    service-authorization/latest/reference/list_amazonsqs.html, list_amazonses.html, list_awsstepfunctions.html"""
    if service == "sqs":
        action = action.removesuffix("Batch")
    elif action == "ses:SendEmail":
        resource_arn = f"arn:aws:ses:{region}:{eventbridge.get_account_id()}:identity/{sender.get().rpartition('@')[2]}"
    elif action.startswith("states:SendTask"):  # Tokens here do not say whose they are: one machine must do.
        machines = stepfunctions._state_machines
        return min((original(key, action, service, region, arn, *rest, **more) for arn in machines), key=bool)
    return original(key, action, service, region, resource_arn, *rest, **more)


@patch(vars(iam_evaluator), "_resolve_condition_key")
def condition_keys(original, key, context):
    """SES says who sends (list_amazonses.html); the endpoint stands for one with TLS."""
    known = {"aws:securetransport": "true", "ses:fromaddress": sender.get()}
    return known.get(key.lower()) or original(key, context)


app.main()
