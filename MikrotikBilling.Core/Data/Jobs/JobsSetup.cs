using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace MikrotikBilling.Core.Data.Jobs;

public static class JobsSetup
{
    /// <summary>Declares a job that runs at a fixed interval.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services, string name, TimeSpan every) where TJob : class, IAppJob =>
        services.AddScoped<TJob>().AddSingleton(new JobDefinition(name, typeof(TJob), null, every)
        {
            Register = quartz => Schedule<TJob>(quartz, name, t => t.WithSimpleSchedule(s => s.WithInterval(every).RepeatForever())),
        });

    /// <summary>Declares a job on a cron schedule in UTC; a missed time is made up once.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services, string name, string cron, TimeSpan period) where TJob : class, IAppJob =>
        services.AddScoped<TJob>().AddSingleton(new JobDefinition(name, typeof(TJob), cron, null)
        {
            Between = period,
            Register = quartz => Schedule<TJob>(quartz, name, t => t.WithCronSchedule(cron, c => c
                .InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))),
        });

    /// <summary>
    /// The scheduler for all jobs declared so far: call it after the features. In memory on a single machine, clustered in the
    /// database on PostgreSQL, where several nodes share the schedule.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<JobRunner>();
        services.AddSingleton<ProgramStart>();
        services.AddSingleton<JobSchedule>();
        services.AddScoped<JobQueries>();
        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var definitions = services.Select(s => s.ImplementationInstance).OfType<JobDefinition>().ToList();
        return services.AddQuartz(quartz =>
        {
            if (options.Provider == DatabaseProvider.PostgreSql)
                quartz.UsePersistentStore(store =>
                {
                    store.ProvisionSchema();
                    store.UsePostgres(NpgsqlFactory.Instance, options.ResolveConnectionString());
                    store.UseClustering();
                });
            else
                quartz.UseInMemoryStore();
            foreach (var definition in definitions) definition.Register?.Invoke(quartz);
        });
    }

    /// <summary>Starts the schedule with the web server; the command line runs jobs by hand instead.</summary>
    public static IServiceCollection RunJobsInBackground(this IServiceCollection services) =>
        services.AddQuartzHostedService(hosting => hosting.WaitForJobsToComplete = true);

    private static void Schedule<TJob>(IQuartzBuilder quartz, string name, Action<ITriggerConfigurator<IJob>> schedule) where TJob : IAppJob
    {
        var key = new JobKey(name);
        quartz.AddJob<QuartzJob<TJob>>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger =>
        {
            trigger.ForJob(key).WithIdentity(name);
            schedule(trigger);
        });
    }
}
