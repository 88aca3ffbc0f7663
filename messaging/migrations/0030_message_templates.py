import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0029_many_readers'),
        ('schools', '0004_roster_run_schools'),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('position', models.PositiveIntegerField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='message_templates', to='schools.school')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['school', 'position'], name='message_template_order')],
            },
        ),
    ]
