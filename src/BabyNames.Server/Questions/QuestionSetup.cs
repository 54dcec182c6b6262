using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Questions;

/// <summary>Exposes the questions as GraphQL fields.</summary>
internal static class QuestionSetup
{
    /// <summary>Adds the fields to the schema.</summary>
    public static void AddFields(ConventionSchema schema, GraphQLLimits limits, RowCounts counts)
    {
        var rules = new ArgumentRules(limits);
        new PopularNamesQuestion(rules, counts).AddField(schema);
        schema.Question(new NameTrendQuestion(rules, counts)).Cached();
        schema.Question(new CompareNamesQuestion(rules, counts)).Cached();
        schema.Question(new NameProfileQuestion(rules, counts)).Cached();
        schema.Question(new GenderDistributionQuestion(rules, counts)).Cached();
        schema.Question(new NameChangesQuestion(rules, counts, rising: true)).Cached();
        schema.Question(new NameChangesQuestion(rules, counts, rising: false)).Cached();
        schema.Question(new UnisexNamesQuestion(rules, counts)).Cached();
    }
}
