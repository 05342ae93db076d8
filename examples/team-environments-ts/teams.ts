import { TeamEnvironmentArgs } from "@gpucreds/gpucreds";

/** One entry for each team; a platform that is left out is not used. A team that is taken out goes with all it has. */
export const teams: Record<string, TeamEnvironmentArgs> = {
    vision: {
        egs: {
            clusters: ["worker-1", "worker-2"],
            namespaces: ["vision"],
            username: "Vera Ison",
            email: "vera@example.com",
            tokens: { ci: "Editor", dashboard: "Viewer" },
        },
        runai: {
            scope: { type: "project", name: "vision" },
            applicationRole: "ML engineer",
            users: ["vera@example.com"],
            userRole: "L1 researcher",
        },
        nvcf: {
            keys: {
                invoke: { scopes: ["invoke_function", "list_functions"], functions: ["*"] },
            },
        },
    },

    nlp: {
        egs: {
            clusters: ["worker-1"],
            namespaces: ["nlp-train", "nlp-serve"],
            username: "Nell Peirce",
            email: "nell@example.com",
            tokens: { ci: "Editor" },
        },
        runai: {
            scope: { type: "project", name: "nlp" },
            applicationRole: "ML engineer",
        },
        nvcf: {
            keys: {
                launch: { scopes: ["launch_task", "list_tasks", "task_details"], tasks: ["*"], service: "tasks" },
            },
        },
    },

    inference: {
        runai: {
            scope: { type: "department", name: "engineering" },
            applicationRole: "Viewer",
        },
        nvcf: {
            keys: {
                invoke: { scopes: ["invoke_function"], functions: ["*"] },
                deploy: { scopes: ["register_function", "deploy_function"], functions: ["*"] },
            },
        },
    },
};
