// All that the teams of teams.go have on three GPU platforms: one stack for all of them, or one for each.
package main

import (
	"github.com/gpucreds/gpucreds/sdk/go/gpucreds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

var rotation = &gpucreds.TeamRotationArgs{
	Ttl:     pulumi.StringRef("90d"),
	Before:  pulumi.StringRef("14d"),
	Overlap: pulumi.StringRef("2d"),
}

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		// `pulumi config set team vision` makes the stack the one of that team alone.
		only := config.Get(ctx, "team")

		for name, platforms := range teams {
			if only != "" && only != name {
				continue
			}
			platforms.Rotation = rotation
			team, err := gpucreds.NewTeamEnvironment(ctx, name, &platforms)
			if err != nil {
				return err
			}
			ctx.Export(name, team.Environment)
		}
		return nil
	})
}
