import * as pulumi from "@pulumi/pulumi";

import { TeamEnvironment } from "@gpucreds/gpucreds";
import { teams } from "./teams";

const rotation = { ttl: "90d", before: "14d", overlap: "2d" };

// `pulumi config set team vision` makes the stack the one of that team alone.
const only = new pulumi.Config().get("team");

const environments: Record<string, pulumi.Output<Record<string, string>>> = {};
for (const [name, platforms] of Object.entries(teams)) {
    if (only === undefined || only === name) {
        environments[name] = new TeamEnvironment(name, { ...platforms, rotation }).environment;
    }
}

// One secret output for each team.
export = environments;
