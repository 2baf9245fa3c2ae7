using System.ComponentModel;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Quartz;

namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>
/// A recurring piece of work. Running it again changes nothing that is already right; it never runs twice at once.
/// The text returned is kept with the run.
/// </summary>
public interface IAppJob
{
    Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Declares a job and its schedule.</summary>
/// <param name="Name">A verb phrase, as given to <c>run-job</c>.</param>
/// <param name="Cron">Quartz cron expression in UTC, or null when <paramref name="Every"/> is given.</param>
/// <param name="Every">A plain interval.</param>
public sealed record JobDefinition(string Name, Type Type, string? Cron, TimeSpan? Every)
{
    /// <summary>The usual time between two runs, for telling a late one; null when the schedule is not that regular.</summary>
    public TimeSpan? Period => Every ?? Between;

    public TimeSpan? Between { get; init; }

    /// <summary>The name as words: <c>Purge router log</c>.</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..].Replace('-', ' ');

    /// <summary>Stands for the job where records are told apart by id; always the same for one name.</summary>
    public Guid Id => new(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 16));

    /// <summary>What it does, from <c>[Description]</c> on the job's class.</summary>
    public string? About => Type.GetCustomAttribute<DescriptionAttribute>()?.Description;

    /// <summary>Puts job and trigger into the scheduler.</summary>
    internal Action<IQuartzBuilder>? Register { get; init; }
}
