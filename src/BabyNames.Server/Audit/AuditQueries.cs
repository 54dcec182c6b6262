using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;
using BabyNames.Server.Access;

namespace BabyNames.Server.Audit;

internal static class AuditQueries
{
    public static RowSet<BabyNamesDbContext, AdminAction> Actions { get; } = new(
        "AdminActions", "What admins did, by GraphQL and by the command line, the last first unless `order` says otherwise. For admins.",
        database => database.AdminActions)
    {
        Order = ["-id"],
        Shown = new ColumnNames<AdminAction>().Enum(row => row.Outcome, "AdminActionOutcome"),
    };

    public static void AddFields(ConventionSchema schema) => schema.Connection(Actions).Authorize(Roles.Admin);
}
