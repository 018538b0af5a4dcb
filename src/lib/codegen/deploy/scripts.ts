/** `slug` holds small letters, digits and hyphens, so that it needs no quotes anywhere. */

const head = (what: string): string => `#!/usr/bin/env bash
# ${what}; made by Tabwise.
set -euo pipefail
cd "$(dirname "$0")"
`;

export const cloudRunScript = (
  slug: string,
): string => `${head('Builds the service and runs it on Google Cloud Run')}
NAME="\${NAME:-${slug}}"
REGION="\${REGION:-europe-west1}"
PROJECT="\${PROJECT:?say which project: PROJECT=your-project bash deploy.sh}"

gcloud services enable run.googleapis.com cloudbuild.googleapis.com artifactregistry.googleapis.com \\
  --project "$PROJECT"
gcloud run deploy "$NAME" --source . --project "$PROJECT" --region "$REGION" \\
  --port 8000 --memory 1Gi --cpu 1 --min-instances 0 --max-instances 3 \\
  --no-allow-unauthenticated
gcloud run services describe "$NAME" --project "$PROJECT" --region "$REGION" \\
  --format "value(status.url)"
`;

/** An image in the account's own registry. */
const pushed = (slug: string): string => `NAME="\${NAME:-${slug}}"
AWS_REGION="\${AWS_REGION:?say where: AWS_REGION=eu-central-1 bash deploy.sh}"
export AWS_REGION AWS_PAGER=""

ACCOUNT="$(aws sts get-caller-identity --query Account --output text)"
REGISTRY="$ACCOUNT.dkr.ecr.$AWS_REGION.amazonaws.com"
IMAGE="$REGISTRY/$NAME:$(date -u +%Y%m%d%H%M%S)"
aws ecr describe-repositories --repository-names "$NAME" >/dev/null 2>&1 ||
  aws ecr create-repository --repository-name "$NAME" >/dev/null
aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"
docker build --platform linux/amd64 --provenance=false -t "$IMAGE" .
docker push "$IMAGE"
`;

/** A role that one service of AWS may take. */
const role = (name: string, service: string, policy: string): string => `ROLE_NAME="$NAME-${name}"
TRUST='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"${service}"},"Action":"sts:AssumeRole"}]}'
if ! aws iam get-role --role-name "$ROLE_NAME" >/dev/null 2>&1; then
  aws iam create-role --role-name "$ROLE_NAME" --assume-role-policy-document "$TRUST" >/dev/null
  aws iam attach-role-policy --role-name "$ROLE_NAME" \\
    --policy-arn arn:aws:iam::aws:policy/service-role/${policy}
  echo "Waiting for the role to be known everywhere"
  sleep 15
fi
ROLE="$(aws iam get-role --role-name "$ROLE_NAME" --query Role.Arn --output text)"
`;

export const lambdaScript = (
  slug: string,
): string => `${head('Builds the image and runs it as a function of AWS Lambda')}
${pushed(slug)}
${role('lambda', 'lambda.amazonaws.com', 'AWSLambdaBasicExecutionRole')}
if aws lambda get-function --function-name "$NAME" >/dev/null 2>&1; then
  aws lambda update-function-code --function-name "$NAME" --image-uri "$IMAGE" >/dev/null
  aws lambda wait function-updated-v2 --function-name "$NAME"
else
  aws lambda create-function --function-name "$NAME" --package-type Image \\
    --code ImageUri="$IMAGE" --role "$ROLE" --memory-size 1024 --timeout 60 >/dev/null
  aws lambda wait function-active-v2 --function-name "$NAME"
  aws lambda create-function-url-config --function-name "$NAME" --auth-type AWS_IAM >/dev/null
fi
aws lambda get-function-url-config --function-name "$NAME" --query FunctionUrl --output text
`;

export const ecsScript = (
  slug: string,
): string => `${head('Builds the image and runs it as a service of AWS ECS on Fargate')}
ALLOW="\${ALLOW:?say which addresses may ask it: ALLOW=203.0.113.7/32 bash deploy.sh}"
${pushed(slug)}
${role('task', 'ecs-tasks.amazonaws.com', 'AmazonECSTaskExecutionRolePolicy')}
aws logs create-log-group --log-group-name "/ecs/$NAME" 2>/dev/null || true
sed -e "s|@IMAGE@|$IMAGE|" -e "s|@ROLE@|$ROLE|" -e "s|@REGION@|$AWS_REGION|" -e "s|@NAME@|$NAME|" \\
  task-definition.json >task.json
TASK="$(aws ecs register-task-definition --cli-input-json file://task.json \\
  --query taskDefinition.taskDefinitionArn --output text)"

VPC="$(aws ec2 describe-vpcs --filters Name=is-default,Values=true --query 'Vpcs[0].VpcId' --output text)"
SUBNETS="$(aws ec2 describe-subnets --filters "Name=vpc-id,Values=$VPC" \\
  --query 'Subnets[].SubnetId' --output text | tr '\\t' ',')"
GROUP="$(aws ec2 describe-security-groups --filters "Name=vpc-id,Values=$VPC" "Name=group-name,Values=$NAME" \\
  --query 'SecurityGroups[0].GroupId' --output text)"
if [ "$GROUP" = None ]; then
  GROUP="$(aws ec2 create-security-group --group-name "$NAME" --description "Port 8000 of $NAME" \\
    --vpc-id "$VPC" --query GroupId --output text)"
  aws ec2 authorize-security-group-ingress --group-id "$GROUP" --protocol tcp --port 8000 \\
    --cidr "$ALLOW" >/dev/null
fi

aws ecs create-cluster --cluster-name "$NAME" >/dev/null
STATE="$(aws ecs describe-services --cluster "$NAME" --services "$NAME" \\
  --query 'services[0].status' --output text)"
if [ "$STATE" = ACTIVE ]; then
  aws ecs update-service --cluster "$NAME" --service "$NAME" --task-definition "$TASK" >/dev/null
else
  aws ecs create-service --cluster "$NAME" --service-name "$NAME" --task-definition "$TASK" \\
    --desired-count 1 --launch-type FARGATE --network-configuration \\
    "awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$GROUP],assignPublicIp=ENABLED}" >/dev/null
fi
aws ecs wait services-stable --cluster "$NAME" --services "$NAME"

RUNNING="$(aws ecs list-tasks --cluster "$NAME" --query 'taskArns[0]' --output text)"
CARD="$(aws ecs describe-tasks --cluster "$NAME" --tasks "$RUNNING" \\
  --query "tasks[0].attachments[0].details[?name=='networkInterfaceId'].value" --output text)"
ADDRESS="$(aws ec2 describe-network-interfaces --network-interface-ids "$CARD" \\
  --query 'NetworkInterfaces[0].Association.PublicIp' --output text)"
echo "http://$ADDRESS:8000"
`;
