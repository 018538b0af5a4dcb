import { dockerfile } from '../targets/service.ts';

/** compose.yaml: the service on this machine alone, as little allowed to it as it needs. */
export const composeYaml = `services:
  model:
    build: .
    restart: unless-stopped
    read_only: true
    tmpfs:
      - /tmp
    cap_drop:
      - ALL
    security_opt:
      - no-new-privileges:true
    ports:
      - "127.0.0.1:8000:8000"
`;

export const flyToml = (slug: string): string => `app = "${slug}"

[build]
dockerfile = "Dockerfile"

[http_service]
internal_port = 8000
force_https = true
auto_stop_machines = "stop"
auto_start_machines = true
min_machines_running = 0

[[http_service.checks]]
method = "GET"
path = "/health"
interval = "30s"
timeout = "5s"
grace_period = "30s"

[[vm]]
size = "shared-cpu-1x"
memory = "1gb"
`;

/** The same image with AWS's web adapter, which hands Lambda's events to the service as HTTP. */
export const lambdaDockerfile = (restores: boolean): string =>
  dockerfile(restores)
    .replace(
      'WORKDIR /app\n',
      'COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0 /lambda-adapter /opt/extensions/lambda-adapter\nWORKDIR /app\n',
    )
    .replace(
      'ENV PORT=8000\n',
      'ENV PORT=8000 AWS_LWA_PORT=8000 AWS_LWA_READINESS_CHECK_PATH=/health\n',
    )
    .replace(/^HEALTHCHECK.*\n/m, '');

/** What stands between @ is put in by deploy.sh. */
export const taskDefinition = `${JSON.stringify(
  {
    family: '@NAME@',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '512',
    memory: '1024',
    executionRoleArn: '@ROLE@',
    containerDefinitions: [
      {
        name: '@NAME@',
        image: '@IMAGE@',
        essential: true,
        portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '/ecs/@NAME@',
            'awslogs-region': '@REGION@',
            'awslogs-stream-prefix': 'model',
          },
        },
      },
    ],
  },
  null,
  2,
)}\n`;

/** deploy.py of a Space: these files and the model leave, whatever lies beside them. */
export const deployPy = (
  names: readonly string[],
): string => `"""Put this folder into a private Hugging Face Space; made by Tabwise.

Usage: python deploy.py NAME/SPACE
"""

import argparse
from pathlib import Path

from huggingface_hub import HfApi

FILES = [
${[...names, '.dockerignore', 'model.pkl'].map((name) => `    "${name}",\n`).join('')}]


def main() -> None:
    """Make the Space where there is none, and upload the folder."""
    parser = argparse.ArgumentParser(description="Put this folder into a Space.")
    parser.add_argument("space", help="your name, a slash, and the name of the Space")
    space = parser.parse_args().space
    api = HfApi()
    api.create_repo(
        space, repo_type="space", space_sdk="docker", private=True, exist_ok=True
    )
    folder = Path(__file__).parent
    api.upload_folder(
        folder_path=folder, repo_id=space, repo_type="space", allow_patterns=FILES
    )
    print(f"https://huggingface.co/spaces/{space}")


if __name__ == "__main__":
    main()
`;
