using System;
using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Audit;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Desk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_RouterLog_At",
                table: "RouterLog");

            migrationBuilder.DropIndex(
                name: "IX_RouterLog_TenantId_RouterId_Id",
                table: "RouterLog");

            migrationBuilder.DropIndex(
                name: "IX_JobRuns_Job_StartedAt",
                table: "JobRuns");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_Id",
                table: "AuditEntries");

            migrationBuilder.AddColumn<string>(
                name: "ClockStyle",
                table: "Tenants",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Hours24");

            migrationBuilder.AddColumn<string>(
                name: "DateStyle",
                table: "Tenants",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "DayMonthName");

            migrationBuilder.AddColumn<string>(
                name: "FirstDayOfWeek",
                table: "Tenants",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Monday");

            migrationBuilder.AddColumn<string>(
                name: "LogoHash",
                table: "Tenants",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NumberStyle",
                table: "Tenants",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "CommaPoint");

            migrationBuilder.AddColumn<string>(
                name: "Changes",
                table: "AuditEntries",
                type: "TEXT",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Door",
                table: "AuditEntries",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Via",
                table: "AuditEntries",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "JobStates",
                columns: table => new
                {
                    Job = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Result = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    SucceededAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JobStates", x => x.Job);
                });

            migrationBuilder.CreateTable(
                name: "SystemSettings",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RouterUserName = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ProtectedRouterPassword = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    RouterPort = table.Column<int>(type: "INTEGER", nullable: true),
                    RouterUseTls = table.Column<bool>(type: "INTEGER", nullable: false),
                    RouterAddressHint = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RouterLogDays = table.Column<int>(type: "INTEGER", nullable: false),
                    JobRunDays = table.Column<int>(type: "INTEGER", nullable: false),
                    SessionDays = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SystemSettings", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "TenantLogos",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Data = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TenantLogos", x => x.TenantId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterLog_Failures",
                table: "RouterLog",
                columns: new[] { "TenantId", "At" },
                filter: "\"ErrorKind\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RouterLog_TenantId_At_Id",
                table: "RouterLog",
                columns: new[] { "TenantId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_RouterLog_TenantId_RouterId_At_Id",
                table: "RouterLog",
                columns: new[] { "TenantId", "RouterId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_JobRuns_Job_StartedAt_Id",
                table: "JobRuns",
                columns: new[] { "Job", "StartedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSessions_TenantId_EndedAt",
                table: "CustomerSessions",
                columns: new[] { "TenantId", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_ActorId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "ActorId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "CustomerId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_Subject_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "Subject", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "SubjectId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_TenantLogos_Hash",
                table: "TenantLogos",
                column: "Hash");

            migrationBuilder.ProtectAuditEntries();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "JobStates");

            migrationBuilder.DropTable(
                name: "SystemSettings");

            migrationBuilder.DropTable(
                name: "TenantLogos");

            migrationBuilder.DropIndex(
                name: "IX_RouterLog_Failures",
                table: "RouterLog");

            migrationBuilder.DropIndex(
                name: "IX_RouterLog_TenantId_At_Id",
                table: "RouterLog");

            migrationBuilder.DropIndex(
                name: "IX_RouterLog_TenantId_RouterId_At_Id",
                table: "RouterLog");

            migrationBuilder.DropIndex(
                name: "IX_JobRuns_Job_StartedAt_Id",
                table: "JobRuns");

            migrationBuilder.DropIndex(
                name: "IX_CustomerSessions_TenantId_EndedAt",
                table: "CustomerSessions");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_ActorId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_Subject_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "ClockStyle",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "DateStyle",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "FirstDayOfWeek",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "LogoHash",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "NumberStyle",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "Changes",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Door",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Via",
                table: "AuditEntries");

            migrationBuilder.CreateIndex(
                name: "IX_RouterLog_At",
                table: "RouterLog",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_RouterLog_TenantId_RouterId_Id",
                table: "RouterLog",
                columns: new[] { "TenantId", "RouterId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_JobRuns_Job_StartedAt",
                table: "JobRuns",
                columns: new[] { "Job", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "CustomerId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "SubjectId", "Id" });
        }
    }
}
