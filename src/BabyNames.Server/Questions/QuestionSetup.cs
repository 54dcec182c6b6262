using BabyNames.Conventions;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Questions;

/// <summary>The questions as GraphQL fields.</summary>
internal static class QuestionSetup
{
    public static void AddFields(ConventionSchema schema, ConventionLimits limits, RowCounts counts)
    {
        var inputs = new QuestionInputs(schema, limits, counts);
        var arguments = new QuestionArguments(limits);
        new PopularNamesQuestion(arguments).AddField(inputs);
        new NameTrendQuestion(arguments).AddField(inputs);
        new CompareNamesQuestion(arguments).AddField(inputs);
        new NameProfileQuestion(arguments).AddField(inputs);
        new GenderDistributionQuestion(arguments).AddField(inputs);
        new NameChangesQuestion(arguments).AddFields(inputs);
        new UnisexNamesQuestion(arguments).AddField(inputs);
    }
}
