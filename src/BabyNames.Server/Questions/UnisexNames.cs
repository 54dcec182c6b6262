using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("The order of unisex names.")]
public enum UnisexOrder
{
    [Description("Order by births (descending), then by name.")]
    Births,

    [Description("Order by the difference between the shares of the two sexes (ascending), then by births (descending), then by name.")]
    Balance,
}

internal sealed record UnisexNamesArguments(
    [Description(ArgumentTexts.Country)] string Country,
    [Description("Minimum percentage of the births that are of the less frequent sex, above 0 and at most 50. The default is 20.")]
        decimal? MinimumShare,
    [Description("Minimum number of births of both sexes together, 100 or more. The default is 100.")] int? MinimumBirths,
    [Description("The order of the names. The default is BIRTHS.")] UnisexOrder? Order,
    [Description(ArgumentTexts.First)] int? First
);

/// <summary>The question <c>unisexNames</c>.</summary>
internal sealed class UnisexNamesQuestion(ArgumentRules rules, RowCounts counts)
    : IQuestion<BabyNamesDbContext, UnisexNamesArguments, IReadOnlyList<GenderDistribution>>
{
    private const int MinBirths = 100;

    public string Name => "unisexNames";

    public string Description =>
        "Names that are given to both sexes in one country, over all years. At least `minimumShare` percent of the births are of the less "
        + $"frequent sex. Names with fewer than {MinBirths} births are not included. Years below the publisher's cut-off (below 5 births "
        + "of a sex in the US) are not included.";

    public RowEstimate Estimate(UnisexNamesArguments arguments) =>
        new(Size: null, counts.Within(typeof(GenderProbability), RowBounds.Of(arguments.Country)));

    public async Task<IReadOnlyList<GenderDistribution>> AskAsync(
        UnisexNamesArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var (first, country) = (rules.First(arguments.First), arguments.Country);
        var births = ArgumentRules.AtLeast("minimumBirths", arguments.MinimumBirths, MinBirths);
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
