using System.Linq.Expressions;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Statistics;

/// <summary>The field <c>nameStatisticsGroups</c>.</summary>
internal static class StatisticGroups
{
    /// <summary>Fields of the filter that <c>year_totals</c> has too.</summary>
    private static readonly HashSet<string> InTotals = ["and", "or", "countryId", "country", "countryCode", "year", "gender"];

    private static readonly Expression<Func<IGrouping<StatisticGroup, YearTotal>, StatisticGroup>> OfTotals = group => new()
    {
        Rows = group.Sum(one => (long)one.Names),
        Sum = group.Sum(one => one.Births),
        Min = group.Min(one => one.SmallestCount),
        Max = group.Max(one => one.LargestCount),
    };

    private static readonly Expression<Func<IGrouping<StatisticGroup, NameStatistic>, StatisticGroup>> OfRows = group => new()
    {
        Rows = group.LongCount(),
        Sum = group.Sum(one => one.Count),
        Min = group.Min(one => one.Count),
        Max = group.Max(one => one.Count),
    };

    public static void AddField(ConventionSchema schema, RowCounts counts) => schema.Question<BabyNamesDbContext, IReadOnlyList<StatisticGroup>>(
        "nameStatisticsGroups",
        "Rows of nameStatistics put together: how many, and the sum, the least and the most of their births. Quickest when `where` names "
        + "country, year and sex at most: then a few hundred totals are read; with other conditions, every row that meets them.",
        (database, context) => AnswerAsync(schema, database, context), isNullable: false, field => Rows(counts, schema, field),
        ConventionSchema.Argument(
            "groupBy", new NonNullGraphType(new ListGraphType(new NonNullGraphType(schema.Enum<StatisticGroupKey>()))),
            "What the rows of a group have in common, 1 to 4 different keys."),
        ConventionSchema.Argument("where", schema.Entities.Find(typeof(NameStatistic)).FilterType, "Conditions that every row meets."),
        ConventionSchema.Argument("order", schema.Enum<StatisticGroupOrder>(), "Order of the groups; KEY unless given."),
        ConventionSchema.Argument("first", schema.Entities.Scalars.Int, $"Groups at most, 1 to {schema.Limits.MaxPageSize}, which it is unless given.")).Cached();

    /// <summary>Maximum number of groups: the countries, years and sexes that have rows.</summary>
    private static RowEstimate Rows(RowCounts counts, ConventionSchema schema, FieldValues field)
    {
        var bounds = new RowBounds().Add(schema.ConditionOf(typeof(NameStatistic), field));
        var groups = counts.Slices(bounds);
        var read = IsInTotals(field["where"]) ? groups : counts.Within(typeof(NameStatistic), bounds);
        return new(Math.Min(field["first"] as int? ?? schema.Limits.MaxPageSize, groups), read);
    }

    private static async Task<IReadOnlyList<StatisticGroup>> AnswerAsync(ConventionSchema schema, BabyNamesDbContext database, IResolveFieldContext context)
    {
        var keys = context.GetArgument<List<StatisticGroupKey>>("groupBy");
        if (keys.Count == 0 || keys.Distinct().Count() != keys.Count)
            throw new InvalidInputException("groupBy must name 1 to 4 different keys.");
        var first = context.GetArgument<int?>("first") ?? schema.Limits.MaxPageSize;
        if (first < 1 || first > schema.Limits.MaxPageSize)
            throw new InvalidInputException($"first must be between 1 and {schema.Limits.MaxPageSize}.");
        var groups = IsInTotals(context.GetArgument<object?>("where"))
            ? Group(schema.Where(database.YearTotals, context), keys, OfTotals)
            : Group(schema.Where(database.NameStatistics, context), keys, OfRows);
        var all = await groups.ToListAsync(context.CancellationToken);
        return [.. Sort(all, context.GetArgument<StatisticGroupOrder>("order")).Take(first)];
    }

    /// <summary>There are few groups, at most one for each country, year and sex.</summary>
    private static IEnumerable<StatisticGroup> Sort(List<StatisticGroup> groups, StatisticGroupOrder order) => groups
        .OrderByDescending(group => order switch
        {
            StatisticGroupOrder.SumDesc => group.Sum,
            StatisticGroupOrder.RowsDesc => group.Rows,
            _ => 0,
        })
        .ThenBy(group => group.CountryCode, StringComparer.Ordinal).ThenBy(group => group.Decade).ThenBy(group => group.Year)
        .ThenBy(group => group.Gender, StringComparer.Ordinal);

    private static bool IsInTotals(object? conditions) => conditions switch
    {
        IDictionary<string, object?> all => all.All(one => InTotals.Contains(one.Key) && (one.Key is not ("and" or "or") || IsInTotals(one.Value))),
        IEnumerable<object?> list => list.All(IsInTotals),
        _ => true,
    };

    /// <summary>Groups by these keys only.</summary>
    private static IQueryable<StatisticGroup> Group<T>(
        IQueryable<T> rows, List<StatisticGroupKey> keys, Expression<Func<IGrouping<StatisticGroup, T>, StatisticGroup>> aggregates)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var key = Expression.MemberInit(Expression.New(typeof(StatisticGroup)), keys.Order().Select(one => one switch
        {
            StatisticGroupKey.Country => Bind(nameof(StatisticGroup.CountryCode), Expression.Property(row, nameof(NameStatistic.CountryCode))),
            StatisticGroupKey.Decade => Bind(nameof(StatisticGroup.Decade), Decade(Expression.Property(row, nameof(NameStatistic.Year)))),
            StatisticGroupKey.Year => Bind(nameof(StatisticGroup.Year), Expression.Property(row, nameof(NameStatistic.Year))),
            _ => Bind(nameof(StatisticGroup.Gender), Expression.Property(row, nameof(NameStatistic.Gender))),
        }));
        var group = aggregates.Parameters[0];
        var keyOfGroup = Expression.Property(group, nameof(IGrouping<StatisticGroup, T>.Key));
        var body = (MemberInitExpression)aggregates.Body;
        var whole = body.Update(body.NewExpression, key.Bindings.Select(binding => Bind(binding.Member.Name, Expression.Property(keyOfGroup, binding.Member.Name)))
            .Concat(body.Bindings));
        return rows.GroupBy(Expression.Lambda<Func<T, StatisticGroup>>(key, row))
            .Select(Expression.Lambda<Func<IGrouping<StatisticGroup, T>, StatisticGroup>>(whole, group));
    }

    private static BinaryExpression Decade(Expression year) =>
        Expression.Multiply(Expression.Divide(year, Expression.Constant(10)), Expression.Constant(10));

    private static MemberAssignment Bind(string name, Expression value)
    {
        var property = typeof(StatisticGroup).GetProperty(name)!;
        return Expression.Bind(property, property.PropertyType == value.Type ? value : Expression.Convert(value, property.PropertyType));
    }
}
