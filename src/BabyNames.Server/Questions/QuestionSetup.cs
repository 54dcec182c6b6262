using BabyNames.Conventions;

namespace BabyNames.Server.Questions;

/// <summary>What people ask about names, one field each.</summary>
internal static class QuestionSetup
{
    public static void AddFields(ConventionSchema schema)
    {
        var arguments = new QuestionArguments(schema);
        new NameTrendQuestion(arguments).AddField(schema);
        new NameProfileQuestion(arguments).AddField(schema);
        new GenderDistributionQuestion(arguments).AddField(schema);
    }
}
