package main

import (
	"github.com/gpucreds/gpucreds/sdk/go/gpucreds"
	"github.com/gpucreds/gpucreds/sdk/go/gpucreds/nvcf"
	"github.com/gpucreds/gpucreds/sdk/go/gpucreds/runai"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// One entry for each team; a platform that is left out is not used. A team that is taken out goes with all it has.
var teams = map[string]gpucreds.TeamEnvironmentArgs{
	"vision": {
		Egs: &gpucreds.EgsTeamArgs{
			Clusters:   strings("worker-1", "worker-2"),
			Namespaces: strings("vision"),
			Username:   pulumi.String("Vera Ison"),
			Email:      pulumi.String("vera@example.com"),
			Tokens: map[string]gpucreds.EgsTeamToken{
				"ci":        gpucreds.EgsTeamTokenEditor,
				"dashboard": gpucreds.EgsTeamTokenViewer,
			},
		},
		Runai: &gpucreds.RunaiTeamArgs{
			Scope:           scope(runai.ScopeTypeProject, "vision"),
			ApplicationRole: pulumi.String("ML engineer"),
			Users:           []string{"vera@example.com"},
			UserRole:        pulumi.String("L1 researcher"),
		},
		Nvcf: &gpucreds.NvcfTeamArgs{
			Keys: map[string]gpucreds.KeyGrantArgs{
				"invoke": {Scopes: strings("invoke_function", "list_functions"), Functions: strings("*")},
			},
		},
	},

	"nlp": {
		Egs: &gpucreds.EgsTeamArgs{
			Clusters:   strings("worker-1"),
			Namespaces: strings("nlp-train", "nlp-serve"),
			Username:   pulumi.String("Nell Peirce"),
			Email:      pulumi.String("nell@example.com"),
			Tokens:     map[string]gpucreds.EgsTeamToken{"ci": gpucreds.EgsTeamTokenEditor},
		},
		Runai: &gpucreds.RunaiTeamArgs{
			Scope:           scope(runai.ScopeTypeProject, "nlp"),
			ApplicationRole: pulumi.String("ML engineer"),
		},
		Nvcf: &gpucreds.NvcfTeamArgs{
			Keys: map[string]gpucreds.KeyGrantArgs{
				"launch": {
					Scopes:  strings("launch_task", "list_tasks", "task_details"),
					Tasks:   strings("*"),
					Service: nvcf.ScopedKeyServiceTasks,
				},
			},
		},
	},

	"inference": {
		Runai: &gpucreds.RunaiTeamArgs{
			Scope:           scope(runai.ScopeTypeDepartment, "engineering"),
			ApplicationRole: pulumi.String("Viewer"),
		},
		Nvcf: &gpucreds.NvcfTeamArgs{
			Keys: map[string]gpucreds.KeyGrantArgs{
				"invoke": {Scopes: strings("invoke_function"), Functions: strings("*")},
				"deploy": {Scopes: strings("register_function", "deploy_function"), Functions: strings("*")},
			},
		},
	},
}

func strings(values ...string) pulumi.StringArray {
	return pulumi.ToStringArray(values)
}

func scope(kind runai.ScopeType, name string) runai.ScopeArgs {
	return runai.ScopeArgs{Type: kind, Name: pulumi.String(name)}
}
