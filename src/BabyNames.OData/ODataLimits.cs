using System.ComponentModel.DataAnnotations;

namespace BabyNames.ODataEngine;

/// <summary>Settings <c>OData:*</c>: limits of an OData request. At a limit the request is refused, except that rows beyond a page
/// follow by its next link.</summary>
public sealed class ODataLimits
{
    /// <summary>Maximum number of rows of a page. The client can prefer fewer. Default: 10,000.</summary>
    [Range(1, 100_000)]
    public int MaxPageSize { get; set; } = 10_000;

    /// <summary>Maximum number of rows that <c>$skip</c> skips. The database reads these rows, which next links avoid. Default:
    /// 1,000,000.</summary>
    [Range(0, int.MaxValue)]
    public int MaxSkip { get; set; } = 1_000_000;

    /// <summary>Maximum number of characters of path and query; ten times as many in a body, of <c>$batch</c> or <c>$query</c>. A
    /// next link adds a token to them, and HTTP allows 8 KB. Default: 6,000.</summary>
    [Range(500, 6_000)]
    public int MaxUriLength { get; set; } = 6_000;

    /// <summary>Maximum number of nodes of a <c>$filter</c>. A comparison has about four. Default: 500.</summary>
    [Range(1, 10_000)]
    public int MaxFilterNodes { get; set; } = 500;

    /// <summary>Maximum number of values of all lists of <c>in</c> together. Comparisons of one property that are joined by
    /// <c>or</c> count as such a list. Default: 1,000.</summary>
    [Range(1, 10_000)]
    public int MaxListValues { get; set; } = 1_000;

    /// <summary>Maximum number of levels of functions within functions. Default: 10.</summary>
    [Range(1, 100)]
    public int MaxFunctionDepth { get; set; } = 10;

    /// <summary>Maximum number of expressions in a <c>$orderby</c>. Default: 8.</summary>
    [Range(1, 100)]
    public int MaxOrderByProperties { get; set; } = 8;

    /// <summary>Maximum number of requests of a <c>$batch</c>. Default: 100.</summary>
    [Range(1, 10_000)]
    public int MaxBatchRequests { get; set; } = 100;

    /// <summary>Maximum time of a request of the database. After this time it is cancelled. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
