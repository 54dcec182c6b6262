using System.ComponentModel;
using BabyNames.Conventions.Caching;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Errors;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("What comes first among names of both sexes.")]
public enum UnisexOrder
{
    [Description("The names with the most births, then by name.")]
    Births,

    [Description("The names whose sexes are nearest to one half each, then those with the most births, then by name.")]
    Balance,
}

/// <summary>The question <c>unisexNames</c>.</summary>
internal sealed class UnisexNamesQuestion(QuestionArguments arguments)
{
    private const int FewestBirths = 100;
    private const decimal Share = 20;

    public void AddField(QuestionInputs inputs) => inputs.Schema.Question<BabyNamesDbContext, IReadOnlyList<GenderDistribution>>(
        "unisexNames",
        $"Names that both sexes are given in one country, over all years: at least `minimumShare` percent of the births are of the rarer sex. Names with fewer than {FewestBirths} "
        + "births are left out, and years below the publisher's cut-off (US: under 5 births of a sex) do not count.",
        AnswerAsync, isNullable: false,
        field => new(Size: null, inputs.Counts.Within(typeof(GenderProbability), QuestionArguments.Bounds(field))),
        inputs.Country,
        QuestionInputs.Make("minimumShare", inputs.Nullable<decimal>(), $"Percent of the births that are of the rarer sex at least, above 0, at most 50; {Share} when left out."),
        QuestionInputs.Make("minimumBirths", inputs.Nullable<int>(), $"Births of both sexes at least, {FewestBirths} or more; {FewestBirths} when left out."),
        QuestionInputs.Make("orderBy", inputs.Schema.Enum<UnisexOrder>(), "What comes first; BIRTHS when left out."),
        inputs.First).Cached();

    private async Task<IReadOnlyList<GenderDistribution>> AnswerAsync(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var first = arguments.ReadFirst(context);
        var births = QuestionArguments.ReadAtLeast(context, "minimumBirths", FewestBirths);
        var share = context.GetArgument<decimal?>("minimumShare") ?? Share;
        if (share is <= 0 or > 50)
            throw new InvalidInputException($"`minimumShare` is {share}; give a percentage above 0 and at most 50.");
        var country = arguments.ReadCountry(database, context);
        var names = database.GenderProbabilities.Where(row => row.CountryCode == country && row.TotalCount >= births
            && row.MaleProbability >= share && row.FemaleProbability >= share);
        return await Order(names, context.GetArgument<UnisexOrder?>("orderBy") ?? UnisexOrder.Births).Take(first)
            .Select(row => new GenderDistribution
            {
                Name = row.Name,
                FemaleCount = row.FemaleCount,
                MaleCount = row.MaleCount,
                TotalCount = row.TotalCount,
                FemaleProbability = row.FemaleProbability,
                MaleProbability = row.MaleProbability,
            })
            .ToListAsync(context.CancellationToken);
    }

    private static IQueryable<GenderProbability> Order(IQueryable<GenderProbability> names, UnisexOrder order) => order == UnisexOrder.Births
        ? names.OrderByDescending(row => row.TotalCount).ThenBy(row => row.Name)
        : names.OrderBy(row => Math.Abs(row.MaleProbability - 50)).ThenByDescending(row => row.TotalCount).ThenBy(row => row.Name);
}
