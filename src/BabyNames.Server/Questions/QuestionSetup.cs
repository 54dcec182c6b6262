using BabyNames.Conventions;

namespace BabyNames.Server.Questions;

/// <summary>What people ask about names, one field each.</summary>
internal static class QuestionSetup
{
    public static void AddFields(ConventionSchema schema, ConventionLimits limits)
    {
        var inputs = new QuestionInputs(schema, limits);
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
