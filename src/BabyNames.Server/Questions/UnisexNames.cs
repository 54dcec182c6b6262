using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
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

internal sealed record UnisexNamesArguments(
    [Description(ArgumentTexts.Country)] string Country,
    [Description("Percent of the births that are of the rarer sex at least, above 0, at most 50; 20 when left out.")] decimal? MinimumShare,
    [Description("Births of both sexes at least, 100 or more; 100 when left out.")] int? MinimumBirths,
    [Description("What comes first; BIRTHS when left out.")] UnisexOrder? Order,
    [Description(ArgumentTexts.First)] int? First
);

/// <summary>The question <c>unisexNames</c>.</summary>
internal sealed class UnisexNamesQuestion(ArgumentRules rules, RowCounts counts)
    : IQuestion<BabyNamesDbContext, UnisexNamesArguments, IReadOnlyList<GenderDistribution>>
{
    private const int FewestBirths = 100;

    public string Name => "unisexNames";

    public string Description =>
        $"Names that both sexes are given in one country, over all years: at least `minimumShare` percent of the births are of the rarer sex. Names with fewer than {FewestBirths} "
        + "births are left out, and years below the publisher's cut-off (US: under 5 births of a sex) do not count.";

    public RowEstimate Estimate(UnisexNamesArguments arguments) =>
        new(Size: null, counts.Within(typeof(GenderProbability), RowBounds.Of(arguments.Country)));

    public async Task<IReadOnlyList<GenderDistribution>> AskAsync(
        UnisexNamesArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var (first, country) = (rules.First(arguments.First), arguments.Country);
        var births = ArgumentRules.AtLeast("minimumBirths", arguments.MinimumBirths, FewestBirths);
        var share = arguments.MinimumShare ?? 20;
        if (share is <= 0 or > 50)
            throw new InvalidInputException($"`minimumShare` is {share}; give a percentage above 0 and at most 50.");
        rules.CheckCountry(database, country);
        var names = database.GenderProbabilities.Where(row =>
            row.CountryCode == country && row.Count >= births && row.MaleProbability >= share && row.FemaleProbability >= share
        );
        return await Sorted(names, arguments.Order ?? UnisexOrder.Births)
            .Take(first)
            .Select(row => new GenderDistribution
            {
                Name = row.Name,
                FemaleCount = row.FemaleCount,
                MaleCount = row.MaleCount,
                Count = row.Count,
                FemaleProbability = row.FemaleProbability,
                MaleProbability = row.MaleProbability,
            })
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<GenderProbability> Sorted(IQueryable<GenderProbability> names, UnisexOrder order) =>
        order == UnisexOrder.Births
            ? names.OrderByDescending(row => row.Count).ThenBy(row => row.Name)
            : names.OrderBy(row => Math.Abs(row.MaleProbability - 50)).ThenByDescending(row => row.Count).ThenBy(row => row.Name);
}
