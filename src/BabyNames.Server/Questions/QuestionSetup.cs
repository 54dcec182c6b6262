using BabyNames.Conventions;

namespace BabyNames.Server.Questions;

/// <summary>What people ask about names, one field each.</summary>
internal static class QuestionSetup
{
    public static void AddFields(ConventionSchema schema, ConventionLimits limits)
    {
        var arguments = new QuestionArguments(schema, limits);
        new PopularNamesQuestion(arguments).AddField(schema);
        new NameTrendQuestion(arguments).AddField(schema);
        new CompareNamesQuestion(arguments).AddField(schema);
        new NameProfileQuestion(arguments).AddField(schema);
        new GenderDistributionQuestion(arguments).AddField(schema);
        new NameChangesQuestion(arguments).AddFields(schema);
        new UnisexNamesQuestion(arguments).AddField(schema);
    }
}
